#include "runtime/profile/named_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include <fmt/format.h>

namespace orderdeck::runtime {

namespace {

constexpr std::size_t kLongestSecret = 1'000;

std::unexpected<core::Error> refused(const std::string& path, const std::string& why) {
  return core::fail(core::ErrorCode::Unavailable, fmt::format("{} {}", path, why));
}

/// An open plain file. Not waited for: it may turn out to be a pipe.
class PlainFile {
 public:
  explicit PlainFile(const std::string& path) : m_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    if (m_fd < 0 || ::fstat(m_fd, &m_status) != 0) m_error = errno;
  }
  ~PlainFile() {
    if (m_fd >= 0) ::close(m_fd);
  }
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;

  core::Result<void> check(const std::string& path) const {
    if (m_error != 0) return refused(path, "cannot be read: " + std::generic_category().message(m_error));
    if (!S_ISREG(m_status.st_mode)) return refused(path, "is not a plain file");
    return {};
  }
  bool isPrivate() const {
    const bool isShared = m_status.st_uid == 0 && ::geteuid() != 0;
    return (m_status.st_mode & (isShared ? 0027u : 0077u)) == 0;
  }
  unsigned mode() const { return m_status.st_mode & 0777u; }
  /// At most one byte more than a secret may have.
  std::string head() const {
    std::string text(kLongestSecret + 2, '\0');
    const ssize_t count = ::read(m_fd, text.data(), text.size());
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return text;
  }

 private:
  int m_fd;
  int m_error = 0;
  struct stat m_status{};
};

}  // namespace

core::Result<std::string> readSecretFile(const std::string& path) {
  const PlainFile file(path);
  if (auto fine = file.check(path); !fine) return std::unexpected(fine.error());
  if (!file.isPrivate())
    return refused(path, fmt::format("may be read by others (mode {:04o}): chmod 600", file.mode()));
  std::string text = file.head();
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  if (text.empty()) return refused(path, "is empty");
  if (text.size() > kLongestSecret) return refused(path, "is longer than a password may be");
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) return refused(path, "has more than one line, or a control character");
  }
  return text;
}

core::Result<void> checkReadable(const std::string& path) { return PlainFile(path).check(path); }

}  // namespace orderdeck::runtime
