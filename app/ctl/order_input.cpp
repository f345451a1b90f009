#include "app/ctl/order_input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace orderdeck::ctl {

namespace {

using core::ErrorCode;

std::unexpected<core::Error> cannot(std::string_view what, const std::string& path) {
  return core::fail(ErrorCode::InvalidArgument, fmt::format("cannot {} {}: {}", what, path, std::strerror(errno)));
}

api::FileFormat formatOf(const std::string& file) {
  std::string extension = std::filesystem::path(file).extension().string();
  std::ranges::transform(extension, extension.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (extension == ".csv") return api::FileFormat::Csv;
  return extension == ".jsonl" || extension == ".ndjson" || extension == ".json" ? api::FileFormat::JsonLines
                                                                                 : api::FileFormat::None;
}

bool writeAll(int to, const char* data, std::size_t size) {
  for (std::size_t done = 0; done < size;) {
    const ssize_t n = ::write(to, data + done, size - done);
    if (n < 0 && errno != EINTR) return false;
    if (n > 0) done += static_cast<std::size_t>(n);
  }
  return true;
}

/// A file without a name.
int makeCopy(const std::string& folder) {
  int copy = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (copy >= 0 || (errno != EOPNOTSUPP && errno != EISDIR)) return copy;
  std::string name = folder + "/orders-XXXXXX";  // a file system that has none
  copy = ::mkostemp(name.data(), O_CLOEXEC);
  if (copy >= 0) ::unlink(name.c_str());
  return copy;
}

}  // namespace

core::Result<OrderInput> OrderInput::open(const std::string& file, const std::string& dataDir,
                                          const std::function<void(std::int64_t)>& progress) {
  const bool isStdin = file == "-";
  OrderInput input;
  const int from = isStdin ? ::dup(STDIN_FILENO) : ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (from < 0) return cannot("read", isStdin ? "stdin" : file);
  struct stat status{};
  ::fstat(from, &status);
  if (S_ISDIR(status.st_mode)) {
    ::close(from);
    errno = EISDIR;
    return cannot("read", file);
  }
  if (!isStdin) input.m_format = formatOf(file);
  if (S_ISREG(status.st_mode) && !isStdin) {
    ::close(from);
    input.m_path = std::filesystem::absolute(file).lexically_normal().string();
    return input;
  }
  input.m_copy = makeCopy(dataDir);
  if (input.m_copy < 0) {
    ::close(from);
    return cannot("write into", dataDir);
  }
  std::vector<char> chunk(256 * 1024);
  std::int64_t bytes = 0;
  ssize_t n = 0;
  while ((n = ::read(from, chunk.data(), chunk.size())) != 0) {
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 || !writeAll(input.m_copy, chunk.data(), static_cast<std::size_t>(n))) {
      auto refused = cannot(n < 0 ? "read" : "copy", isStdin ? "stdin" : file);
      ::close(from);
      return refused;
    }
    progress(bytes += n);
  }
  ::close(from);
  input.m_path = fmt::format("/proc/{}/fd/{}", ::getpid(), input.m_copy);
  return input;
}

OrderInput::OrderInput(OrderInput&& other) noexcept
    : m_copy(std::exchange(other.m_copy, -1)), m_path(std::move(other.m_path)), m_format(other.m_format) {}

OrderInput::~OrderInput() {
  if (m_copy >= 0) ::close(m_copy);
}

}  // namespace orderdeck::ctl
