// The console's command line.
#pragma once

#include <string>

namespace orderdeck::console {

struct Options {
  std::string connect;  // URL; empty: the data folder's backend, started when none runs
  std::string token;    // with connect; else ORDERDECK_TOKEN; in any case what tokenFile holds
  std::string tokenFile;
  std::string profile = "embedded";
  std::string dataDir;  // empty: the profile's own
  bool keepBackend = false;
  std::string page, theme, language;
  std::string screenshot;  // a PNG file: draw the window into it, then end
  double after = 5;        // seconds after the first figures
  int width = 0, height = 0;
};

/// Ends the process for --help and wrong usage (2).
Options parseOptions(int argc, char** argv);

}  // namespace orderdeck::console
