#include "core/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace orderdeck::core {

namespace {

std::unexpected<Error> refused(const std::string& doing, const std::string& path) {
  return fail(ErrorCode::Unavailable, fmt::format("cannot {} {}: {}", doing, path, std::strerror(errno)));
}

bool writeAll(int fd, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t n = ::write(fd, text.data() + at, text.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    at += static_cast<std::size_t>(n);
  }
  return ::fsync(fd) == 0;
}

}  // namespace

Result<void> writePrivateFile(const std::string& path, const std::string& text) {
  const std::string fresh = fmt::format("{}.{}.new", path, ::getpid());
  ::unlink(fresh.c_str());
  const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return refused("write", fresh);
  const bool written = writeAll(fd, text);
  const int error = errno;
  ::close(fd);
  errno = error;
  if (!written || ::rename(fresh.c_str(), path.c_str()) != 0) {
    auto answer = refused("write", path);
    ::unlink(fresh.c_str());
    return answer;
  }
  return {};
}

Result<void> appendPrivateLine(const std::string& path, const std::string& line) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return refused("write", path);
  const off_t size = ::lseek(fd, 0, SEEK_END);
  char last = '\n';
  const bool readable = size >= 0 && (size == 0 || ::pread(fd, &last, 1, size - 1) == 1);
  const bool written = readable && writeAll(fd, (last == '\n' ? "" : "\n") + line + '\n');
  const int error = errno;
  ::close(fd);
  errno = error;
  if (!written) return refused("write", path);
  return {};
}

Result<void> makePrivateDir(const std::string& path) {
  struct stat there{};
  if (path.empty() || ::stat(path.c_str(), &there) == 0) return {};
  const auto name = path.find_last_not_of('/');
  const auto above = path.rfind('/', name);
  if (above != std::string::npos && above > 0) {
    if (auto made = makePrivateDir(path.substr(0, above)); !made) return made;
  }
  if (::mkdir(path.c_str(), 0700) != 0) {
    if (errno != EEXIST || ::stat(path.c_str(), &there) != 0) return refused("make the folder", path);
    return {};  // somebody else made it at the same moment
  }
  ::chmod(path.c_str(), 0700);  // whatever the umask took away
  return {};
}

}  // namespace orderdeck::core
