// The load injector of the daemon: at most one load at a time, on a thread of its own, against the gateway over HTTP
// like any client. The daemon owns it; every call is safe from any thread. Destroying it stops the load.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "core/worker.h"
#include "domain/order/order.h"
#include "runtime/control/load_control.h"

namespace orderdeck::runtime {

class LoadRun;
class OrderStream;

class LoadInjector : public LoadControl {
 public:
  /// `gatewayUrl` is asked at every new connection, from the load's thread; journals go to `journalFolder`
  /// (DATA/journal).
  LoadInjector(std::function<std::string()> gatewayUrl, domain::Catalogue catalogue, std::string journalFolder);
  ~LoadInjector() override;

  core::Result<std::string> start(const api::LoadSpec& spec) override;
  core::Result<void> setRate(double ordersPerSecond) override;
  core::Result<void> stop() override;
  core::Result<api::Refusals> refusals(const api::RefusalsQuery& query) const override;
  std::optional<api::LoadView> view() const override;

 private:
  core::Result<std::unique_ptr<OrderStream>> fileOf(api::LoadSpec& spec) const;

  const std::function<std::string()> m_gatewayUrl;
  const domain::Catalogue m_catalogue;
  const std::string m_journalFolder;
  mutable std::mutex m_mutex;
  std::shared_ptr<LoadRun> m_run;          // the current or the last one
  std::stop_source m_stop;                 // of the current one
  std::unique_ptr<core::Worker> m_worker;  // last: ends before what it uses
};

}  // namespace orderdeck::runtime
