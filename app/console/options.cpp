#include "options.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <cstring>

namespace orderdeck::console {

Options parseOptions(int argc, char** argv) {
  Options options;
  std::string size;
  CLI::App cli{"Orderdeck: a live console for an event-driven order system"};
  cli.set_version_flag("--version", "orderdeck 0.1.0");
  cli.add_option("--connect", options.connect,
                 "Attach to this control API (http://HOST:PORT) instead of a local data folder");
  cli.add_option("--token", options.token, "The control API's token (or ORDERDECK_TOKEN)")->envname("ORDERDECK_TOKEN");
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
    const int status = cli.exit(error);
    std::exit(status == 0 ? 0 : 2);
  }
  // The token must not stand in the list of processes for longer than it takes to read it.
  for (int i = 1; i + 1 < argc; ++i)
    if (std::strcmp(argv[i], "--token") == 0) std::memset(argv[i + 1], '*', std::strlen(argv[i + 1]));
  return options;
}

}  // namespace orderdeck::console
