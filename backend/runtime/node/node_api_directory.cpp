#include "runtime/node/node_api_directory.h"

namespace orderdeck::runtime {

void NodeApiDirectory::setOps(const std::string& node, std::string url) {
  const std::lock_guard lock(m_mutex);
  m_ops[node] = std::move(url);
}

void NodeApiDirectory::setGateway(std::string url) {
  const std::lock_guard lock(m_mutex);
  m_gateway = std::move(url);
}

void NodeApiDirectory::setBroker(std::string bootstrap, std::int64_t epoch) {
  const std::lock_guard lock(m_mutex);
  m_broker = std::move(bootstrap);
  m_epoch = epoch;
}

std::string NodeApiDirectory::gateway() const {
  const std::lock_guard lock(m_mutex);
  return m_gateway;
}

std::string NodeApiDirectory::broker() const {
  const std::lock_guard lock(m_mutex);
  return m_broker;
}

std::int64_t NodeApiDirectory::brokerEpoch() const {
  const std::lock_guard lock(m_mutex);
  return m_epoch;
}

std::vector<NodePlace> NodeApiDirectory::places(const std::vector<UnitView>& units) const {
  std::vector<NodePlace> out;
  const std::lock_guard lock(m_mutex);
  for (const UnitView& unit : units) {
    NodePlace place{unit, {}};
    const bool answers = unit.state == api::NodeState::Up ||
                         unit.state == api::NodeState::Paused;  // before that, the address is its predecessor's
    if (const auto ops = m_ops.find(unit.name); answers && ops != m_ops.end()) place.opsUrl = ops->second;
    out.push_back(std::move(place));
  }
  return out;
}

}  // namespace orderdeck::runtime
