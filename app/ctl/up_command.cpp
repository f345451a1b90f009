// `orderdeckctl up`: the backend in the foreground.
#include "app/ctl/context.h"
#include "app/ctl/daemon_process.h"

namespace orderdeck::ctl {

void addUp(CLI::App& app, Context& context) {
  auto* up = app.add_subcommand("up", "run the backend in the foreground; SIGTERM or Ctrl-C drains and stops it");
  up->callback([&context] { context.fail(becomeDaemon(serveArguments(context.profile, context.dataDir))); });
}

}  // namespace orderdeck::ctl
