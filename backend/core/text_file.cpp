#include "core/text_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace orderdeck::core {

Result<std::string> readTextFile(const std::string& path) {
  const auto unreadable = [&path] {
    return fail(ErrorCode::NotFound, fmt::format("cannot read the file {}: {}", path, std::strerror(errno)));
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return unreadable();
  std::string text;
  char buffer[16 * 1024];
  ssize_t count = 0;
  while ((count = ::read(file, buffer, sizeof buffer)) > 0 || (count < 0 && errno == EINTR)) {
    if (count > 0) text.append(buffer, static_cast<std::size_t>(count));
  }
  const int error = errno;
  ::close(file);
  errno = error;
  if (count < 0) return unreadable();
  return text;
}

}  // namespace orderdeck::core
