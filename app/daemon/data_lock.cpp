#include "app/daemon/data_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <fmt/format.h>

namespace orderdeck::daemon {

DataLock::DataLock(const std::string& dataDir) : m_fd(::open((dataDir + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (m_fd < 0) throw std::runtime_error(fmt::format("cannot open {}/lock: {}", dataDir, std::strerror(errno)));
  if (::flock(m_fd, LOCK_EX | LOCK_NB) != 0) {
    char holder[32] = {};
    const ssize_t n = ::read(m_fd, holder, sizeof holder - 1);
    ::close(m_fd);
    throw std::runtime_error(fmt::format("the data folder {} is in use by another orderdeckd{}", dataDir, n > 0 ? fmt::format(" (pid {})", holder) : ""));
  }
  const std::string pid = fmt::format("{}", ::getpid());
  if (::ftruncate(m_fd, 0) != 0 || ::pwrite(m_fd, pid.data(), pid.size(), 0) < 0) {
    ::close(m_fd);
    throw std::runtime_error(fmt::format("cannot write {}/lock: {}", dataDir, std::strerror(errno)));
  }
}

DataLock::~DataLock() { ::close(m_fd); }

}  // namespace orderdeck::daemon
