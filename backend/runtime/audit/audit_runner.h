// The audit as the control API asks for it: opens connections of its own to the stores for every audit, and reads the
// journals of the load injector. The daemon owns it; the caller serialises calls on one thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "runtime/audit/audit_connections.h"
#include "runtime/control/audit_control.h"

namespace orderdeck::runtime {

/// A finding as everybody sees it.
api::InvariantView viewOf(const ops::InvariantResult& result);

class AuditRunner : public AuditControl {
 public:
  /// `connect` is called on the auditing thread, once an audit; it may fail or throw std::exception. `witnesses`: all
  /// but the journals, which are read from the folder. `settle`: see ops::Auditor.
  AuditRunner(std::function<core::Result<AuditConnections>()> connect, const std::string& journalFolder,
              ops::AuditWitnesses witnesses, core::Millis settle = core::Millis{5'000});

  core::Result<AuditReport> audit(core::Millis wait, std::stop_token stop = {}) override;

 private:
  const std::function<core::Result<AuditConnections>()> m_connect;
  ops::AuditWitnesses m_witnesses;
  const core::Millis m_settle;
};

}  // namespace orderdeck::runtime
