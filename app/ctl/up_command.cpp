// `orderdeckctl up`: the backend in the foreground.
#include "app/ctl/context.h"
#include "app/ctl/daemon_process.h"

namespace orderdeck::ctl {

void addUp(CLI::App& app, Context& context) {
  auto* up = app.add_subcommand("up", "run the backend in the foreground; SIGTERM or Ctrl-C drains and stops it");
  auto keepTrying = std::make_shared<bool>(false);
  up->add_flag("--keep-trying", *keepTrying,
               "go on when not every process is ready within 30 s, instead of stopping with exit status 1");
  up->callback([&context, keepTrying] {
    if (!context.connect.empty())
      return context.fail(
          {core::ErrorCode::InvalidArgument, "up starts a backend here: --connect names another", false});
    auto arguments = serveArguments(context.profile, context.dataDir);
    if (!*keepTrying) arguments.emplace_back("--must-be-ready");
    context.fail(becomeDaemon(arguments));
  });
}

}  // namespace orderdeck::ctl
