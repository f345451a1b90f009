// orderdeckd: the backend. `serve` keeps a `daemon`, which runs a whole system; `node` and `broker` are its processes.
#include <cstdio>
#include <exception>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include "app/daemon/broker.h"
#include "app/daemon/keeper.h"
#include "app/daemon/node.h"
#include "app/daemon/serve.h"
#include "app/daemon/usage_error.h"
#include "core/log.h"
#include "core/signals.h"
#include "core/standard_files.h"
#include "core/version.h"
#include "domain/services.h"

int main(int argc, char** argv) {
  using namespace orderdeck;
  core::openStandardFiles();
  core::waitForOwnChildren();
  CLI::App app("Orderdeck's backend", "orderdeckd");
  app.set_version_flag("--version", fmt::format("orderdeckd {}", core::version()));
  app.require_subcommand(1);

  daemon::ServeOptions serve;
  const auto addOptions = [&serve](CLI::App* command) {
    command->add_option("--profile", serve.profile, "embedded, or a YAML file")->capture_default_str();
    command->add_flag("--must-be-ready", serve.mustBeReady,
                      "Stop again, with exit status 1, when not every process is ready in time");
    command->add_option("--data-dir", serve.dataDir,
                        "Where everything is kept (default: $XDG_DATA_HOME/orderdeck/PROFILE)");
    command->add_option("--port", serve.gatewayPort, "The gateway's port instead of the profile's; 0: any")
        ->check(CLI::Range(0, 65'535));
    command->add_option("--api-port", serve.apiPort, "The control API's port instead of the profile's; 0: any")
        ->check(CLI::Range(0, 65'535));
  };
  auto* serving = app.add_subcommand(
      "serve", "Run the system of a profile until SIGTERM or SIGINT; start it again when its daemon dies");
  addOptions(serving);
  serving->add_flag("--die-with-parent", serve.dieWithParent,
                    "Stop in order when the process that started this one ends");
  auto* kept = app.add_subcommand("daemon", "Run the system of a profile (started by serve)");
  addOptions(kept);
  kept->add_option("--after", serve.after, "How the daemon before this one died");

  daemon::NodeOptions node;
  auto* running = app.add_subcommand("node", "Run one service instance (started by serve)");
  running->add_option("service", node.service, fmt::format("{}", fmt::join(domain::serviceNames(), ", ")))->required();
  running->add_option("--name", node.name, "Its name in the system (payment-1)")->required();
  running->add_option("--profile", node.profile, "embedded, or a YAML file")->required();
  running->add_option("--data-dir", node.dataDir, "The system's data folder")->required();
  running->add_option("--instance", node.instance, "The system that started it, as in endpoints.json");

  daemon::BrokerOptions broker;
  auto* hosting = app.add_subcommand("broker", "Host the embedded Kafka broker (started by serve)");
  hosting->add_option("--brokers", broker.brokers, "How many brokers the cluster has")
      ->check(CLI::Range(1, 9))
      ->capture_default_str();
  hosting->add_option("--partitions", broker.partitions, "Of each topic")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  hosting->add_option("--session-ms", broker.sessionMillis, "The consumers' session time-out")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return core::finish("orderdeckd", app.exit(e) == 0 ? 0 : 2);
  }
  try {
    if (*serving) return daemon::runKeeper(serve);
    if (*kept) return daemon::runServe(serve);
    if (*running) return daemon::runNode(node);
    core::initLog("broker");
    return daemon::runBroker(broker);
  } catch (const daemon::UsageError& e) {
    std::fprintf(stderr, "orderdeckd: %s\n", e.what());
    return 2;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "orderdeckd: %s\n", e.what());
    return 1;
  }
}
