// A node that runs one consuming service over the bus.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "app/daemon/wiring/node_role.h"
#include "services/loop/service.h"

namespace orderdeck::daemon {

class NodeContext;

/// A consuming service with the adapters that it works on. It declares the service last, so that it goes before what it
/// uses.
class Consumer {
 public:
  virtual ~Consumer() = default;

  virtual services::Service& service() = 0;
  virtual std::string trouble() const { return {}; }  // as NodeRole's
  /// What it does beside the service's loop: begins after the loop was started, ends after it was stopped.
  virtual void start() {}
  virtual void stop() {}
  /// Cuts short what the loop's end would have to wait for.
  void requestStop() { m_stop.request_stop(); }

 protected:
  std::stop_token stopToken() const { return m_stop.get_token(); }

 private:
  std::stop_source m_stop;
};

/// Starts it. `batches`: how many times the profile's batch it takes at once, so many times seldomer.
std::unique_ptr<NodeRole> runConsumer(NodeContext& context, std::unique_ptr<Consumer> consumer, int batches = 1);

}  // namespace orderdeck::daemon
