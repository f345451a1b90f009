#include "tests/support/pause_process.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

namespace orderdeck::support {

namespace {

/// The third field of /proc/PID/task/TID/stat, after the name in parentheses (see proc(5)).
bool standsStill(const std::filesystem::path& task) {
  std::string line;
  std::getline(std::ifstream(task / "stat"), line);
  const auto nameEnd = line.rfind(')');
  return nameEnd == std::string::npos || line.compare(nameEnd, 3, ") T") == 0;
}

}  // namespace

bool pauseProcess(pid_t pid) {
  if (::kill(pid, SIGSTOP) != 0) return false;
  const std::filesystem::directory_iterator none;
  for (const auto giveUp = std::chrono::steady_clock::now() + std::chrono::seconds(5);
       std::chrono::steady_clock::now() < giveUp; std::this_thread::yield()) {
    std::error_code gone;
    const std::filesystem::directory_iterator threads("/proc/" + std::to_string(pid) + "/task", gone);
    if (gone) return false;
    if (std::all_of(threads, none, [](const auto& task) { return standsStill(task.path()); })) return true;
  }
  return false;
}

}  // namespace orderdeck::support
