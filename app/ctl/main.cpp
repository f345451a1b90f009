// orderdeckctl: the control API for a shell and for scripts. Exit status: 0 done, 1 the answer is bad news, 2 wrong
// usage, 3 no backend.
#include <cerrno>
#include <cstring>
#include <exception>

#include <fmt/format.h>

#include "app/ctl/context.h"
#include "core/standard_files.h"

int main(int argc, char** argv) {
  using namespace orderdeck::ctl;
  orderdeck::core::openStandardFiles();
  Context context;
  CLI::App app{"Orderdeck from the shell: starts, inspects and steers an order system.", "orderdeckctl"};
  app.require_subcommand(1);
  app.fallthrough();
  app.add_flag("--json", context.json, "print JSON");
  app.add_option("--profile", context.profile, "a shipped profile or a YAML file")->capture_default_str();
  app.add_option("--data-dir", context.dataDir, "the data folder (default: $XDG_DATA_HOME/orderdeck/PROFILE)");
  app.add_option("--connect", context.connect, "a backend elsewhere, http://HOST:PORT; its token in ORDERDECK_TOKEN");
  for (const auto add : {addUp, addStatus, addInject, addOrder, addInventory, addLag, addLocks, addNodes, addBreakers,
                         addFault, addAudit, addDeadLetters, addRebuild, addBench, addDemo, addOpenApi}) {
    add(app, context);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kWrongUsage;
  } catch (const std::exception& error) {
    fmt::print(stderr, "orderdeckctl: {}\n", error.what());
    return kBadNews;
  }
  if (!orderdeck::core::flushStandardOutput()) {
    fmt::print(stderr, "orderdeckctl: the answer cannot be written: {}\n", std::strerror(errno));
    return context.exitCode == kDone ? kBadNews : context.exitCode;
  }
  return context.exitCode;
}
