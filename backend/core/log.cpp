#include "core/log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace orderdeck::core {

namespace {

/// The file that standard error goes to; empty when it is none.
std::string logFile() {
  struct stat info{};
  std::error_code error;
  if (::fstat(STDERR_FILENO, &info) != 0 || !S_ISREG(info.st_mode) || info.st_nlink == 0) return {};
  return std::filesystem::read_symlink("/proc/self/fd/2", error).string();
}

}  // namespace

void initLog(const std::string& name) {
  auto logger = spdlog::stderr_logger_mt(name);
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %n %l: %v", spdlog::pattern_time_type::utc);
  const char* level = std::getenv("ORDERDECK_LOG");
  logger->set_level(spdlog::level::from_str(level ? level : "info"));
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

void reopenRemovedLog() {
  static const std::string kFile = logFile();
  struct stat ours{}, there{};
  if (kFile.empty() || ::fstat(STDERR_FILENO, &ours) != 0) return;
  const bool gone = ::stat(kFile.c_str(), &there) != 0 && errno == ENOENT;
  if (!gone && ours.st_nlink > 0) return;
  ::mkdir(std::filesystem::path(kFile).parent_path().c_str(),
          0700);  // that one only: the data folder itself may be gone, and stays so
  const int log = ::open(kFile.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0) return;
  ::dup2(log, STDERR_FILENO);
  ::close(log);
  spdlog::warn("the log was removed, and begins anew");
}

}  // namespace orderdeck::core
