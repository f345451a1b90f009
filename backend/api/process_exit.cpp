#include "api/process_exit.h"

#include <fmt/format.h>

namespace orderdeck::api {

std::string inEnglish(const ProcessExit& exit) {
  std::string text = exit.signal   ? fmt::format("signal {}", *exit.signal)
                     : exit.status ? fmt::format("exit {}", *exit.status)
                                   : "";
  if (!text.empty() && !exit.cause.empty()) text += ": ";
  text += exit.cause;
  if (exit.deaths > 0) text += fmt::format(" ({} times in {} s)", exit.deaths, exit.withinSeconds);
  return text;
}

}  // namespace orderdeck::api
