// One service instance as a process of its own: `orderdeckd node SERVICE`. Its adapters: app/daemon/wiring.
#pragma once

#include <string>

namespace orderdeck::daemon {

struct NodeOptions {
  std::string service;  // one of domain::kServices
  std::string name;     // payment-1; unique in the system: lock holder, client id, metrics
  std::string profile;  // a shipped profile's name or a YAML file
  std::string dataDir;
  std::string instance;  // the system that it belongs to; empty: whichever has the data folder
};

/// Runs until SIGTERM or SIGINT and returns the exit status. Prints one line of JSON on stdout when the node is ready:
/// {"ready":true,"ops":PORT} and for the gateway also "gateway":PORT. Throws std::runtime_error on a wrong
/// configuration.
int runNode(const NodeOptions& options);

}  // namespace orderdeck::daemon
