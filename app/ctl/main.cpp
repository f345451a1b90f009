// orderdeckctl: the control API for a shell and for scripts.
#include <cstdio>
#include <exception>

#include <fmt/format.h>

#include "app/ctl/context.h"
#include "app/ctl/suggestion.h"
#include "core/signals.h"
#include "core/standard_files.h"
#include "core/version.h"

int main(int argc, char** argv) {
  using namespace orderdeck::ctl;
  orderdeck::core::openStandardFiles();
  orderdeck::core::waitForOwnChildren();
  Context context;
  CLI::App app{"Orderdeck from the shell: starts, inspects and steers an order system.", "orderdeckctl"};
  app.require_subcommand(1);
  app.fallthrough();
  app.failure_message(refusal);
  app.set_version_flag("--version", fmt::format("orderdeckctl {}", orderdeck::core::version()));
  app.add_flag("--json", context.json, "print JSON");
  app.add_option("--profile", context.profile, "a shipped profile or a YAML file")->capture_default_str();
  app.add_option("--data-dir", context.dataDir, "the data folder (default: $XDG_DATA_HOME/orderdeck/PROFILE)");
  app.add_option("--connect", context.connect, "a backend elsewhere, http://HOST:PORT; its token in ORDERDECK_TOKEN");
  app.add_option("--token-file", context.tokenFile, "a file with the token to use, in the place of run.json's")
      ->envname("ORDERDECK_TOKEN_FILE");
  app.add_option("--reason", context.reason, "why, for the log of acts; of a command that changes something");
  for (const auto add :
       {addUp, addStatus, addInject, addOrder, addInventory, addLag, addLocks, addNodes, addBreakers, addFault,
        addAudit, addDeadLetters, addRebuild, addBench, addDemo, addActs, addTokens, addOpenApi, addCompletion}) {
    add(app, context);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    context.exitCode = app.exit(error) == 0 ? kDone : kWrongUsage;
  } catch (const std::exception& error) {
    // What is printed is written in between, too, and that may be what failed: finish() says so.
    if (std::ferror(stdout) == 0) fmt::print(stderr, "orderdeckctl: {}\n", error.what());
    context.exitCode = kBadNews;
  }
  return orderdeck::core::finish("orderdeckctl", context.exitCode);
}
