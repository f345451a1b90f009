// How a process of the system ended, as a value; worded in English for logs and the shell, and in the user's language
// by the console. Any thread.
#pragma once

#include <optional>
#include <string>

#include "api/described.h"

namespace orderdeck::api {

struct ProcessExit {
  std::optional<int> signal = {};  // that ended it
  std::optional<int> status = {};  // its exit status; neither: it could not be started
  std::string cause = {};          // what it said last, or what else is known of why; empty: nothing
  int deaths = 0;                  // how often it has died within so many seconds, if it dies and dies; else 0
  int withinSeconds = 0;
  bool operator==(const ProcessExit&) const = default;
};

template <typename V>
void visit(V& v, ProcessExit& e) {
  v("signal", e.signal, kOptional), v("status", e.status, kOptional), v("cause", e.cause, kOptional);
  v("deaths", e.deaths, kOptional), v("withinSeconds", e.withinSeconds, kOptional);
}

/// "signal 9", "exit 1: no space left (6 times in 60 s)".
std::string inEnglish(const ProcessExit& exit);

}  // namespace orderdeck::api
