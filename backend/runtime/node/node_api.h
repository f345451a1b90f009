// What every node answers on its ops port: /metrics, /healthz, /status, and with the token /faults, /breakers, /ledger
// and /reconcile. Owned by the node's main(); called on the HTTP server's io thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "faults/inject/fault_registry.h"
#include "ports/http.h"
#include "ports/metrics.h"
#include "runtime/control/router.h"

namespace orderdeck::runtime {

class NodeBreakers;

struct NodeApiSettings {
  std::string node;                                           // payment-1
  std::string token;                                          // asked for on POST
  std::function<std::vector<std::string>()> partitions = {};  // those held now, "topic/partition"; empty: none ever
  std::function<void()> reconcile = {};       // wakes the reconciler and returns at once; empty: this node has none
  std::function<std::string()> trouble = {};  // why it cannot do its work; "" or none: it can
  std::function<void(std::string)> ledgerTrouble =
      {};  // told why the ledger cannot be used, "": it can; empty: this node does not want to know
  NodeBreakers* breakers = nullptr;  // null: this node has none
};

class NodeApi : public ports::HttpHandler {
 public:
  NodeApi(NodeApiSettings settings, ports::Metrics& metrics, faults::FaultRegistry& faults);

  /// The token comes before the body.
  ports::HttpScreening screen(const ports::HttpRequest& request) const override;

  /// GET /metrics: the node's metrics and orderdeck_fault_hits_total. GET /healthz: `status` is ok, or degraded with
  /// `why`. GET /status: runtime/node_status.h. POST /ledger: {"trouble":"..."}, why the ledger cannot be used; 404
  /// where nobody wants to know. POST /breakers: {"dependency":"redis","force":"open"|"closed"|"auto"}; 404 when there
  /// is no such breaker. POST /faults: the whole list of armed faults, as encodeFaults writes it. POST /reconcile: 202,
  /// or 404 where there is no reconciler. 405 for any other method.
  void handle(ports::HttpRequest request, ports::HttpRespond respond) override;

 private:
  std::string trouble() const { return m_settings.trouble ? m_settings.trouble() : std::string(); }
  void addRoutes();
  ports::HttpReply status();
  ports::HttpReply takeFaults(const std::string& body);
  ports::HttpReply forceBreaker(const std::string& body);
  ports::HttpReply noteLedger(const std::string& body);
  ports::HttpReply reconcile();
  std::string metricsText();

  NodeApiSettings m_settings;
  ports::Metrics& m_metrics;
  faults::FaultRegistry& m_faults;
  Router m_router;
};

}  // namespace orderdeck::runtime
