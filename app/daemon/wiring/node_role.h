// What a node does besides answering on its ops port: the gateway with its relay and reconciler, or one consuming
// service.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace orderdeck::daemon {

class NodeContext;

class NodeRole {
 public:
  virtual ~NodeRole() = default;
  virtual void addReadyFields(nlohmann::json& line) const { (void)line; }
  virtual std::vector<std::string> partitions() const { return {}; }  // held now; any thread
  virtual std::string trouble() const { return {}; }  // why it cannot do its work; empty: it can; any thread
  virtual bool takesLedgerTrouble() const { return false; }
  virtual void noteLedgerTrouble(std::string trouble) {
    (void)trouble;
  }  // what the daemon heard of the ledger's node; any thread
  virtual bool reconciles() const { return false; }
  virtual void reconcile() {}
  virtual void stop() = 0;  // idempotent
};

/// Both start what they make. Throw std::runtime_error for a service that does not exist or an address that cannot be
/// listened on.
std::unique_ptr<NodeRole> makeGatewayRole(NodeContext& context);
std::unique_ptr<NodeRole> makeConsumerRole(NodeContext& context, const std::string& service);

}  // namespace orderdeck::daemon
