// What a node does besides answering on its ops port: the gateway with its relay and reconciler, or one consuming
// service.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace orderdeck::daemon {

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

}  // namespace orderdeck::daemon
