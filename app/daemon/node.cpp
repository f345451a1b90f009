#include "app/daemon/node.h"

#include <unistd.h>

#include <cstdio>

#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "app/daemon/wiring/http_listener.h"
#include "app/daemon/wiring/node_context.h"
#include "app/daemon/wiring/service_factories.h"
#include "core/log.h"
#include "core/signals.h"
#include "core/worker.h"
#include "runtime/node/node_api.h"

namespace orderdeck::daemon {

namespace {

constexpr core::Millis kWatchInterval{250};
constexpr int kBehindIntake =
    10;  // niceness of the consumers: on a busy machine a client's answer comes before what may wait

runtime::NodeApiSettings apiSettings(const NodeContext& context, NodeRole& role) {
  runtime::NodeApiSettings settings{
      .node = context.name, .token = context.endpoints.apiToken, .partitions = [&role] { return role.partitions(); }};
  settings.breakers = &context.breakers;
  settings.trouble = [&role] { return role.trouble(); };
  if (role.takesLedgerTrouble())
    settings.ledgerTrouble = [&role](std::string trouble) { role.noteLedgerTrouble(std::move(trouble)); };
  if (role.reconciles()) settings.reconcile = [&role] { role.reconcile(); };
  return settings;
}

void printReady(const NodeRole& role, int opsPort) {
  nlohmann::json line = {{"ready", true}, {"ops", opsPort}};
  role.addReadyFields(line);
  std::puts(line.dump().c_str());
  std::fflush(stdout);
}

}  // namespace

int runNode(const NodeOptions& options) {
  core::initLog(options.name);
  const sigset_t signals = core::blockEndSignals();  // main waits for them
  // Before any other thread starts, which inherits it.
  if (options.service != domain::kGateway) static_cast<void>(::nice(kBehindIntake));
  NodeContext context(options);
  const auto role = makeNodeRole(context);

  auto& heldBack = context.metrics.gauge("orderdeck_held_back",
                                         "1 while a publisher of this process waits for the consumers (backpressure)");
  core::Worker watch("watch", [&](std::stop_token stop) {
    do {
      heldBack.set(context.wiredBus.isHolding() ? 1 : 0);
      context.breakers.measure();
      core::reopenRemovedLog();
    } while (core::sleepFor(stop, kWatchInterval));
  });
  runtime::NodeApi api(apiSettings(context, *role), context.metrics, context.faults);
  HttpListener ops = listenForOps(api);
  printReady(*role, ops.port());

  int signal = 0;
  sigwait(&signals, &signal);
  spdlog::info("stopping on signal {}", signal);
  context.faults.replace({});  // an end in order, whatever is armed
  role->stop();
  ops.stop();
  watch.stop();
  return 0;
}

}  // namespace orderdeck::daemon
