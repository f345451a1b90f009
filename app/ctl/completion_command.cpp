// `orderdeckctl completion SHELL` and `orderdeckctl man`: both made from the commands and options that there are.
#include <fmt/format.h>

#include "app/ctl/completion.h"
#include "app/ctl/context.h"
#include "app/ctl/man_page.h"
#include "core/version.h"

namespace orderdeck::ctl {

void addCompletion(CLI::App& app, Context& /*context*/) {
  auto* completion = app.add_subcommand("completion", "prints a script that completes this program's command line");
  auto shell = std::make_shared<std::string>();
  completion->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  completion->callback([&app, shell] {
    const auto make = *shell == "bash" ? bashCompletion : *shell == "zsh" ? zshCompletion : fishCompletion;
    fmt::print("{}", make(app.get_name(), commandTable(app)));
  });
  app.add_subcommand("man", "prints this program's man page, as roff")->callback([&app] {
    fmt::print("{}", manPage(app.get_name(), core::version(), commandTable(app)));
  });
}

}  // namespace orderdeck::ctl
