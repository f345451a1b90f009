#include "core/process_start.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

#include <fmt/format.h>

namespace orderdeck::core {

std::int64_t processStart(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string text;
  std::getline(file, text);
  // "PID (NAME) STATE ...": the name may hold anything, so count from its end. The start is the 22nd field.
  std::istringstream rest(text.substr(std::min(text.size(), text.rfind(')') + 1)));
  std::string skipped;
  for (int field = 3; field < 22; ++field) rest >> skipped;
  std::int64_t start = 0;
  return rest >> start ? start : 0;
}

}  // namespace orderdeck::core
