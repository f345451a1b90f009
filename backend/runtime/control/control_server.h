// The control API of docs/contract/control-api.md: routes, the token, and who does what. Owned by the daemon; handle()
// is called on the HTTP server's io thread and never blocks there: reads of the ledger, calls of the gateway and audits
// each have a thread of their own.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ports/http.h"
#include "ports/ledger/ledger.h"
#include "runtime/collect/collector.h"
#include "runtime/collect/event_log.h"
#include "runtime/control/audit_control.h"
#include "runtime/control/control_api_dead_letters.h"
#include "runtime/control/control_api_faults.h"
#include "runtime/control/control_api_worker.h"
#include "runtime/control/load_control.h"
#include "runtime/node/node_api_directory.h"
#include "runtime/recovery/rebuild.h"

namespace orderdeck::runtime {

/// What the API drives; all of it outlives the server. The functions may be called from any thread.
struct ControlParts {
  std::string token;
  std::function<core::Result<void>(const std::string& node, const std::string& action)> controlNode;
  /// `force`: open, closed, auto. Waits for the node's answer. NotFound: no such process or breaker; Conflict: it is
  /// not up; InvalidArgument.
  std::function<core::Result<void>(const std::string& node, const std::string& dependency, const std::string& force)>
      forceBreaker = {};
  std::function<std::unique_ptr<ports::Ledger>()> ledger;  // called on the thread that reads it; may throw
  std::function<void()> shutDown;                          // asks for an orderly stop and returns at once
  Collector& collector;
  ArmedFaults& faults;
  LoadControl& load;
  AuditControl& audit;
  EventLog& events;
  const NodeApiDirectory& directory;
  Redrive::OpenBook deadLetters;  // as `ledger`; a book that may write
  Redrive& redrive;
  Rebuild& rebuild;
};

class ControlServer : public ports::HttpHandler {
 public:
  explicit ControlServer(ControlParts parts);
  ~ControlServer() override { stop(); }

  /// The token comes first: without it no body is read, and with it a large one only where a file of orders may come.
  ports::HttpScreening screen(const ports::HttpRequest& request) const override;
  void handle(ports::HttpRequest request, ports::HttpRespond respond) override;

  /// Ends the threads; calls that wait are answered 503. Idempotent.
  void stop();

 private:
  using Segments = std::vector<std::string>;  // of the path below /api

  void route(ports::HttpRequest request, const Segments& at, ports::HttpRespond respond);
  void routeOrders(ports::HttpRequest request, const Segments& at, ports::HttpRespond respond);
  void routeInventory(ports::HttpRequest request, const Segments& at, ports::HttpRespond respond);
  void routeFaults(const ports::HttpRequest& request, const Segments& at, ports::HttpRespond respond);
  void routeLoad(ports::HttpRequest request, ports::HttpRespond respond);
  void forceBreaker(const ports::HttpRequest& request, const Segments& at, ports::HttpRespond respond);
  ports::HttpReply rebuild(const ports::HttpRequest& request);
  void runAudit(const ports::HttpRequest& request, ports::HttpRespond respond);
  ports::HttpReply controlNode(const std::string& node, const std::string& action);
  ports::HttpReply lagHistory(const ports::HttpRequest& request) const;

  ports::HttpReply health() const;
  ports::HttpReply passOn(const std::string& method, const std::string& target,
                          const ports::HttpRequest& request) const;
  ports::HttpReply showOrder(const std::string& orderId);
  core::Result<ports::Ledger*> ledger();

  const ControlParts m_parts;
  std::unique_ptr<ports::Ledger> m_ledger;  // of m_reads' thread
  DeadLetterApi m_deadLetters{m_parts.deadLetters, m_parts.redrive, m_parts.events};
  ControlApiWorker m_reads{"api-reads"}, m_gateway{"api-gateway"}, m_faultCalls{"api-faults"}, m_audits{"api-audit", 8};
};

}  // namespace orderdeck::runtime
