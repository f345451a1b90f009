// The control API of docs/contract/control-api.md: the tokens, the table of routes, and what each does. Owned by the
// daemon; handle() is called on the HTTP server's io thread and never blocks there: acts, reads of the ledger, calls of
// the gateway and audits each have a thread of their own.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "ports/http.h"
#include "ports/ledger/ledger_reader.h"
#include "ports/metrics.h"
#include "runtime/acts/act_log.h"
#include "runtime/collect/collector.h"
#include "runtime/collect/event_log.h"
#include "runtime/control/act_gate.h"
#include "runtime/control/armed_faults.h"
#include "runtime/control/audit_control.h"
#include "runtime/control/control_api_dead_letters.h"
#include "runtime/control/control_api_worker.h"
#include "runtime/control/kept_count.h"
#include "runtime/control/load_control.h"
#include "runtime/control/router.h"
#include "runtime/control/token_store.h"
#include "runtime/node/node_api_directory.h"
#include "runtime/recovery/rebuild.h"

namespace orderdeck::runtime {

/// What the API drives; all of it outlives the server. The functions may be called from any thread.
struct ControlParts {
  TokenStore& tokens;
  ActLog& acts;
  std::function<core::Result<void>(const std::string& node, api::NodeActionWord action)> controlNode;
  /// `force`: open, closed, auto. Waits for the node's answer. NotFound: no such process or breaker; Conflict: it is
  /// not up; InvalidArgument.
  std::function<core::Result<void>(const std::string& node, const std::string& dependency,
                                   core::BreakerForceWord force)>
      forceBreaker = {};
  std::function<std::unique_ptr<ports::LedgerReader>()> ledger;  // called on the thread that reads it; may throw
  std::function<void()> shutDown;                                // asks for an orderly stop and returns at once
  Collector& collector;
  ArmedFaults& faults;
  LoadControl& load;
  AuditControl& audit;
  EventLog& events;
  ports::Metrics& metrics;  // writes the snapshot's figures as Prometheus text
  const NodeApiDirectory& directory;
  Redrive::OpenStore deadLetters;  // as `ledger`; a store that may write
  Redrive& redrive;
  Rebuild& rebuild;
};

class ControlServer : public ports::HttpHandler {
 public:
  explicit ControlServer(ControlParts parts);
  ~ControlServer() override { stop(); }

  /// The token comes first: without one no body is read, and with it a large one only where a file of orders may come.
  ports::HttpScreening screen(const ports::HttpRequest& request) const override;
  void handle(ports::HttpRequest request, ports::HttpRespond respond) override;

  /// Ends the threads; calls that wait are answered 503. Idempotent.
  void stop();

 private:
  void addRoutes();
  void addActRoutes();
  void addOrderRoutes();
  void addFaultRoutes();
  void addLoadRoutes();

  core::Result<api::OrderPage> listOrders(const api::OrdersQuery& query);
  core::Result<std::vector<api::StockMovementView>> movements(const std::string& productId, int limit);
  ports::HttpReply showOrder(const std::string& orderId);
  ports::HttpReply restock(const ports::HttpRequest& request, const std::string& productId);
  core::Result<api::Done> controlNode(const std::string& node, const std::string& action);
  core::Result<api::Done> forceBreaker(const std::string& node, const std::string& dependency,
                                       core::BreakerForceWord force);
  core::Result<api::Started> startLoad(const api::LoadSpec& spec);
  core::Result<api::AuditAnswer> runAudit(double waitSeconds);
  core::Result<api::RebuildAnswer> showRebuild() const;
  core::Result<api::Started> startRebuild(const api::RebuildCommand& command);
  ports::HttpReply snapshot(const ports::HttpRequest& request) const;
  api::LagHistory lagHistory(int seconds) const;
  api::HealthAnswer health() const;

  ports::HttpReply passOn(const std::string& method, const std::string& target,
                          const ports::HttpRequest& request) const;
  core::Result<ports::LedgerReader*> ledger();

  const ControlParts m_parts;
  std::unique_ptr<ports::LedgerReader> m_ledger;  // of m_reads' thread, as the next
  KeptCount m_counted;
  DeadLetterApi m_deadLetters{m_parts.deadLetters, m_parts.redrive, m_parts.events};
  ActGate m_gate{m_parts.tokens, m_parts.acts};
  Router m_router{&m_gate};
  std::stop_source m_stop;  // for what waits
  ControlApiWorker m_reads{"api-reads"}, m_gateway{"api-gateway"}, m_faultCalls{"api-faults"}, m_audits{"api-audit", 8};
};

}  // namespace orderdeck::runtime
