#include "runtime/servers/aof_repair.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <ranges>
#include <sstream>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/clock.h"
#include "core/private_file.h"
#include "runtime/servers/aof_scan.h"

namespace orderdeck::runtime {

namespace {

namespace fs = std::filesystem;
using core::ErrorCode;
using core::Result;

constexpr const char* kManifest = "appendonly.aof.manifest";
constexpr std::size_t kTornKept = 20, kEmptyBase = 128;

/// A file of the log, as a line of the manifest names it: "file appendonly.aof.1.incr.aof seq 1 type i".
struct LogFile {
  std::string name;
  long number = 0;
  char type = 0;  // b: the base, i: what came after it, h: to be removed
};

struct Manifest {
  std::string base;
  std::vector<LogFile> increments;  // oldest first
};

std::unexpected<core::Error> damaged(const std::string& folder, const std::string& what) {
  return core::fail(ErrorCode::Corrupt,
                    fmt::format("Redis' append-only log in {} is damaged: {}. Put a good copy in its place; or move "
                                "the folder away and start again: intake then stays closed until "
                                "`orderdeckctl rebuild` restored from the ledger what that knows",
                                folder, what));
}

/// A file as it is, to be read only.
class Mapped {
 public:
  explicit Mapped(const std::string& path) : m_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat info{};
    if (m_fd < 0 || ::fstat(m_fd, &info) != 0) return;
    m_isOpen = true;
    m_size = static_cast<std::size_t>(info.st_size);
    if (m_size == 0) return;
    m_data = ::mmap(nullptr, m_size, PROT_READ, MAP_PRIVATE, m_fd, 0);
    m_isOpen = m_data != MAP_FAILED;
    if (m_isOpen) ::madvise(m_data, m_size, MADV_SEQUENTIAL);
  }
  ~Mapped() {
    if (m_isOpen && m_size > 0) ::munmap(m_data, m_size);
    if (m_fd >= 0) ::close(m_fd);
  }
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;

  bool isOpen() const { return m_isOpen; }
  std::string_view bytes() const {
    return m_size == 0 ? std::string_view{} : std::string_view(static_cast<const char*>(m_data), m_size);
  }

 private:
  int m_fd;
  bool m_isOpen = false;
  std::size_t m_size = 0;
  void* m_data = nullptr;
};

std::string readWhole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Nothing when the text is none: Redis would not take it either, but without saying where it lies.
std::optional<Manifest> parseManifest(const std::string& text) {
  if (!text.ends_with('\n')) return std::nullopt;
  Manifest manifest;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    std::string file, seq, type, more;
    LogFile entry;
    if (!(words >> file >> entry.name >> seq >> entry.number >> type >> entry.type) || words >> more ||
        file != "file" || seq != "seq" || type != "type")
      return std::nullopt;
    if (entry.name.find('/') != std::string::npos) return std::nullopt;
    if (entry.type == 'b')
      manifest.base = entry.name;
    else if (entry.type == 'i')
      manifest.increments.push_back(entry);
    else if (entry.type != 'h')
      return std::nullopt;
  }
  return manifest.base.empty() ? std::nullopt : std::optional(manifest);
}

/// Whether a base in Redis' dump format has its end: the byte 0xFF and a checksum of eight. One that is not in that
/// format is a log of commands.
bool hasItsEnd(std::string_view base) {
  return !base.starts_with("REDIS") || (base.size() > 18 && base[base.size() - 9] == '\xff');
}

/// A file of commands that is there, holds something and came after all that the manifest names: the server would begin
/// it anew, without what is in it.
std::string unnamedIncrement(const fs::path& folder, const Manifest& manifest) {
  const long newest = manifest.increments.empty() ? 0 : manifest.increments.back().number;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    long number = 0;
    int end = 0;
    const std::string name = entry.path().filename().string();
    if (std::sscanf(name.c_str(), "appendonly.aof.%ld.incr.aof%n", &number, &end) != 1 ||
        end != static_cast<int>(name.size()))
      continue;
    if (number > newest && entry.file_size(ignored) > 0) return name;
  }
  return {};
}

/// What was cut off is somebody's last word, so it is not thrown away; but only the newest are kept.
Result<std::string> keepAside(const fs::path& folder, const std::string& name, std::size_t from,
                              std::string_view bytes) {
  if (auto made = core::makePrivateDir(folder.string()); !made) return std::unexpected(made.error());
  const fs::path path = folder / fmt::format("{}-{}.from-{}", core::toEpochMillis(core::now()), name, from);
  if (auto written = core::writePrivateFile(path.string(), std::string(bytes)); !written)
    return std::unexpected(written.error());
  std::vector<fs::path> kept;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) kept.push_back(entry.path());
  std::ranges::sort(kept);
  for (std::size_t i = 0; i + kTornKept < kept.size(); ++i) fs::remove(kept[i], ignored);
  return path.string();
}

Result<void> cut(const std::string& path, std::size_t size) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  const bool done = fd >= 0 && ::ftruncate(fd, static_cast<off_t>(size)) == 0 && ::fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) ::close(fd);
  if (done) return {};
  return core::fail(ErrorCode::Unavailable, fmt::format("{} cannot be cut: {}", path, std::strerror(error)), true);
}

}  // namespace

Result<std::optional<TornWrite>> repairAof(const std::string& folder) {
  const fs::path log = fs::path(folder) / "appendonlydir";
  std::error_code ignored;
  if (!fs::is_directory(log, ignored) || fs::is_empty(log, ignored))
    return std::nullopt;  // a first start, or one that the store guard looks at
  if (!fs::exists(log / kManifest, ignored)) {
    const bool holdsLog =
        std::ranges::any_of(fs::directory_iterator(log, ignored), [](const fs::directory_entry& entry) {
          const std::string name = entry.path().filename().string();
          // A first start that was killed leaves an empty base and no manifest.
          return name.starts_with("appendonly.aof.") &&
                 entry.file_size() > (name.ends_with(".base.rdb") ? kEmptyBase : 0);
        });
    if (holdsLog)
      return damaged(log.string(), fmt::format("{} is missing, without which the server would start empty", kManifest));
    return std::nullopt;
  }
  const auto manifest = parseManifest(readWhole(log / kManifest));
  if (!manifest) return damaged(log.string(), fmt::format("{} is cut or not a manifest", kManifest));
  if (const std::string name = unnamedIncrement(log, *manifest); !name.empty())
    return damaged(log.string(), fmt::format("{} does not name {}, which is there", kManifest, name));

  const Mapped base((log / manifest->base).string());
  if (!base.isOpen())
    return damaged(log.string(),
                   fmt::format("{}, which {} names, is missing or cannot be read", manifest->base, kManifest));
  if (base.bytes().empty() || !hasItsEnd(base.bytes()))
    return damaged(log.string(), fmt::format("{} is cut", manifest->base));

  bool isLast = true;  // nothing but empty files comes after it
  std::optional<TornWrite> done;
  for (const LogFile& file : std::ranges::reverse_view(manifest->increments)) {
    const std::string path = (log / file.name).string();
    const Mapped increment(path);
    if (!increment.isOpen())
      return damaged(log.string(),
                     fmt::format("{}, which {} names, is missing or cannot be read", file.name, kManifest));
    const std::string_view bytes = increment.bytes();
    if (bytes.empty()) continue;
    const AofScan scan = scanAof(bytes);
    const bool wasLast = std::exchange(isLast, false);
    if (scan.whole == bytes.size()) continue;
    if (!scan.isTail || !wasLast) {
      return damaged(log.string(), fmt::format("{} cannot be read from byte {} on, and {} comes after that", file.name,
                                               scan.whole, wasLast ? "more that can be read" : "another file"));
    }
    const std::string_view torn = bytes.substr(scan.whole);
    const auto kept = keepAside(fs::path(folder) / "torn", file.name, scan.whole, torn);
    if (!kept) return std::unexpected(kept.error());
    if (auto shortened = cut(path, scan.whole); !shortened) return std::unexpected(shortened.error());
    done = TornWrite{.file = file.name, .bytes = static_cast<std::int64_t>(torn.size()), .kept = *kept};
  }
  return done;
}

}  // namespace orderdeck::runtime
