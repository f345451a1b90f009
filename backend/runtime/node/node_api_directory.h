// Where the processes of the system answer, as their ready lines said. Written by the supervisor's thread, read by any.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "runtime/supervise/supervisor.h"

namespace orderdeck::runtime {

/// One process with its address.
struct NodePlace {
  UnitView unit;
  std::string opsUrl;  // http://127.0.0.1:PORT; empty: it has none, or did not say yet
};

class NodeApiDirectory {
 public:
  void setOps(const std::string& node, std::string url);
  void setGateway(std::string url);
  void setBroker(std::string bootstrap, std::int64_t epoch);

  std::string gateway() const;  // http://127.0.0.1:8480; empty: not known yet
  std::string broker() const;
  std::int64_t brokerEpoch() const;

  /// The units with the addresses of those that run.
  std::vector<NodePlace> places(const std::vector<UnitView>& units) const;

 private:
  mutable std::mutex m_mutex;
  std::map<std::string, std::string> m_ops;
  std::string m_gateway, m_broker;
  std::int64_t m_epoch = 0;
};

}  // namespace orderdeck::runtime
