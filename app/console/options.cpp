#include "options.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "core/standard_files.h"
#include "core/version.h"

namespace orderdeck::console {

namespace {
constexpr std::string_view kToken = "--token";
}

Options parseOptions(int argc, char** argv) {
  Options options;
  std::string size;
  CLI::App cli{"Orderdeck: a live console for an event-driven order system", "orderdeck"};
  cli.set_version_flag("--version", fmt::format("orderdeck {}", core::version()));
  cli.add_option("--connect", options.connect,
                 "Attach to this control API (http://HOST:PORT) instead of a local data folder");
  cli.add_option(std::string(kToken), options.token, "The control API's token (or ORDERDECK_TOKEN)")
      ->envname("ORDERDECK_TOKEN");
  cli.add_option("--token-file", options.tokenFile, "A file with the token to use, in the place of run.json's")
      ->envname("ORDERDECK_TOKEN_FILE");
  cli.add_option("--profile", options.profile, "The profile to run: a shipped name or a .yaml file")
      ->capture_default_str();
  cli.add_option("--data-dir", options.dataDir, "The data folder (default: $XDG_DATA_HOME/orderdeck/PROFILE)");
  cli.add_flag("--keep-backend", options.keepBackend, "At exit leave the backend running without asking");
  cli.add_option("--page", options.page, "Open this page; a name that is none lists them");
  cli.add_option("--theme", options.theme, "dark or light")->check(CLI::IsMember({"dark", "light"}));
  cli.add_option("--lang", options.language, "en or zh_CN")->check(CLI::IsMember({"en", "zh_CN"}));
  cli.add_option("--screenshot", options.screenshot, "Save the window as this PNG file, then end");
  cli.add_option("--after", options.after, "Seconds from the first figures to the screenshot")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 3600.0));
  cli.add_option("--size", size, "The window's size, WIDTHxHEIGHT");
  try {
    cli.parse(argc, argv);
    if (!size.empty() && (std::sscanf(size.c_str(), "%dx%d", &options.width, &options.height) != 2 ||
                          options.width < 320 || options.height < 240))
      throw CLI::ValidationError("--size", "must be WIDTHxHEIGHT, at least 320x240");
  } catch (const CLI::ParseError& error) {
    std::exit(core::finish("orderdeck", cli.exit(error) == 0 ? 0 : 2));
  }
  // The token must not stand in the list of processes for longer than it takes to read it.
  for (int i = 1; i < argc; ++i) {
    if (std::strncmp(argv[i], kToken.data(), kToken.size()) != 0) continue;
    char* const inWord = argv[i] + kToken.size();
    char* const text = *inWord == '=' ? inWord + 1 : *inWord == '\0' && i + 1 < argc ? argv[i + 1] : nullptr;
    if (text != nullptr) std::memset(text, '*', std::strlen(text));
  }
  return options;
}

}  // namespace orderdeck::console
