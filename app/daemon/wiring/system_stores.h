// How the daemon of a system reaches what its nodes work on: connections of its own to the hot store, the ledger and
// the bus, in one bag a purpose. Past breakers and link faults, and to a store as it is. Lives as long as the system;
// any thread, while what it makes belongs to one.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/clock.h"
#include "domain/order/order.h"
#include "ports/bus/inspector.h"
#include "ports/ledger/dead_letter_store.h"
#include "ports/ledger/ledger_reader.h"
#include "runtime/audit/audit_connections.h"
#include "runtime/collect/collector_store.h"
#include "runtime/profile/profile.h"
#include "runtime/recovery/rebuild.h"

namespace orderdeck::daemon {

class SystemStores {
 public:
  /// `bootstrap` says where the brokers are now. Both arguments outlive it.
  SystemStores(const runtime::Profile& profile, const domain::Catalogue& catalogue,
               std::function<std::string()> bootstrap);

  /// Where the hot store is, once that is known.
  void setRedis(std::string endpoint) { m_redis = std::move(endpoint); }
  const std::string& redis() const { return m_redis; }

  runtime::StoreProbes probes() const;
  runtime::AuditConnections audit(core::Millis timeout) const;
  runtime::RebuildStores rebuild() const;

  std::unique_ptr<ports::BusInspector> inspector() const;
  std::unique_ptr<ports::LedgerReader> ledger() const;
  std::unique_ptr<ports::DeadLetterStore> deadLetters(bool readOnly) const;
  /// Of the hot store; asks over a connection that all copies share.
  std::function<core::Result<std::string>()> epochProbe() const;

  /// Makes the ledger and its tables when they are not there.
  core::Result<void> makeLedger() const;
  /// Gives the products their stock in the hot store at `redis`, but not in what may be an emptied one: that would look
  /// new, and sell a second time what was sold.
  core::Result<void> seedStock(const std::string& redis) const;
  /// Of the products that the hot store does not know.
  core::Result<void> seedNewProducts() const;

 private:
  const runtime::Profile& m_profile;
  const domain::Catalogue& m_catalogue;
  const std::function<std::string()> m_bootstrap;
  std::string m_redis;
};

}  // namespace orderdeck::daemon
