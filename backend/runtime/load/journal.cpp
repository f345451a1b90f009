#include "runtime/load/journal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

#include "core/ids.h"
#include "core/private_file.h"

namespace orderdeck::runtime {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBatch = 5'000;
constexpr std::size_t kMostFollowed = 1024 * 1024;
constexpr const char* kOrders = ".log";
constexpr const char* kKeys = ".keys";
constexpr const char* kRefused = ".refused";

// Load ids sort by the time they were made, so the names do.
std::vector<fs::path> journalsIn(const std::string& folder, const char* extension = kOrders) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() == extension) files.push_back(it->path());
  }
  std::ranges::sort(files);
  return files;
}

/// The same, or why the folder cannot be listed.
core::Result<std::vector<fs::path>> readableJournalsIn(const std::string& folder, const char* extension) {
  std::error_code error;
  if (!fs::exists(folder, error) && !error) return std::vector<fs::path>{};
  if (!error) fs::directory_iterator(folder, error);
  if (error)
    return core::fail(core::ErrorCode::Unavailable, fmt::format("cannot read {}: {}", folder, error.message()), true);
  return journalsIn(folder, extension);
}

/// Calls `visit` with every whole line of the folder's journals; its word for a line that is none ends it.
core::Result<void> readLines(const std::string& folder, const char* extension,
                             const std::function<core::Result<bool>(const std::string&)>& visit) {
  const auto files = readableJournalsIn(folder, extension);
  if (!files) return std::unexpected(files.error());
  for (const fs::path& path : *files) {
    std::ifstream file(path);
    if (std::error_code gone; !file.is_open() && !fs::exists(path, gone))
      continue;  // the oldest go when a new one is begun
    if (!file.is_open())
      return core::fail(core::ErrorCode::Unavailable,
                        fmt::format("cannot read {}: {}", path.string(), std::strerror(errno)), true);
    std::string line;
    for (int number = 1; std::getline(file, line) && !file.eof(); ++number) {
      const auto isLine = visit(line);
      if (!isLine) return std::unexpected(isLine.error());
      if (!*isLine)
        return core::fail(core::ErrorCode::Corrupt, fmt::format("line {} of {} cannot be read", number, path.string()));
    }
    if (file.bad()) return core::fail(core::ErrorCode::Unavailable, fmt::format("cannot read {}", path.string()), true);
  }
  return {};
}

int openFor(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error(fmt::format("cannot write {}: {}", path, std::strerror(errno)));
  return file;
}

/// A line of .keys; false for one that is none.
bool parseKeyed(std::string_view line, ops::KeyedAnswer& answer) {
  const auto word = [&line] {
    const std::size_t end = std::min(line.find(' '), line.size());
    const std::string_view text = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return text;
  };
  answer.key = word();
  const std::string_view hash = word(), status = word(), orderId = word();
  const bool legal = std::from_chars(hash.data(), hash.data() + hash.size(), answer.bodyHash, 16).ec == std::errc{} &&
                     std::from_chars(status.data(), status.data() + status.size(), answer.status).ec == std::errc{};
  answer.orderId = orderId == "-" ? std::string_view() : orderId;
  return legal && !answer.key.empty() && !orderId.empty();
}

}  // namespace

JournalWriter::JournalWriter(const std::string& folder, const std::string& loadId) {
  std::error_code error;
  (void)core::makePrivateDir(folder);
  m_orders.path = folder + "/" + loadId + kOrders;
  m_orders.descriptor = openFor(m_orders.path);
  m_keys.path = folder + "/" + loadId + kKeys;
  const auto files = journalsIn(folder);
  for (std::size_t i = 0; i + kJournalsKept < files.size(); ++i) {
    fs::remove(files[i], error);
    for (const char* beside : {kKeys, kRefused}) fs::remove(fs::path(files[i]).replace_extension(beside), error);
  }
}

JournalWriter::~JournalWriter() {
  (void)flush();
  ::close(m_orders.descriptor);
  if (m_keys.descriptor >= 0) ::close(m_keys.descriptor);
}

void JournalWriter::addKeyed(std::string_view key, std::string_view body, int status, std::string_view orderId) {
  fmt::format_to(std::back_inserter(m_keys.pending), "{} {:016x} {} {}\n", key, core::stableHash(body), status,
                 orderId.empty() ? "-" : orderId);
}

core::Result<void> JournalWriter::flush() {
  if (auto done = flush(m_orders); !done) return done;
  if (m_keys.pending.empty()) return {};
  return flush(m_keys);
}

core::Result<void> JournalWriter::flush(File& file) {
  struct stat now{};
  if (file.descriptor >= 0 && ::fstat(file.descriptor, &now) == 0 && now.st_nlink == 0)
    ::close(std::exchange(file.descriptor, -1));  // removed
  if (file.descriptor < 0) {
    (void)core::makePrivateDir(fs::path(file.path).parent_path().string());
    file.descriptor = ::open(file.path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }
  std::size_t done = 0;
  while (done < file.pending.size()) {
    const ssize_t n = ::write(file.descriptor, file.pending.data() + done, file.pending.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      file.pending.erase(0, done);
      return core::fail(core::ErrorCode::Unavailable,
                        fmt::format("cannot write {}: {}", file.path, std::strerror(errno)), true);
    }
    done += static_cast<std::size_t>(n);
  }
  file.pending.clear();
  return {};
}

core::Result<void> readJournals(const std::string& folder,
                                const std::function<core::Result<void>(std::span<const std::string>)>& visit) {
  std::vector<std::string> batch;
  const auto read = readLines(folder, kOrders, [&](const std::string& line) -> core::Result<bool> {
    if (!core::isLegalId(line)) return false;
    batch.push_back(line);
    if (batch.size() < kBatch) return true;
    const auto seen = visit(batch);
    batch.clear();
    if (!seen) return std::unexpected(seen.error());
    return true;
  });
  if (!read || batch.empty()) return read;
  return visit(batch);
}

core::Result<void> readKeyedAnswers(const std::string& folder,
                                    const std::function<void(const ops::KeyedAnswer&)>& visit) {
  ops::KeyedAnswer answer;
  return readLines(folder, kKeys, [&](const std::string& line) -> core::Result<bool> {
    const bool isLine = parseKeyed(line, answer);
    if (isLine) visit(answer);
    return isLine;
  });
}

void KeyedAnswersTail::follow(const std::function<void(const ops::KeyedAnswer&)>& visit) {
  const auto files = journalsIn(m_folder, kKeys);
  if (files.empty()) return;
  if (files.back() != m_path) m_path = files.back().string(), m_offset = 0;
  std::ifstream file(m_path);
  file.seekg(m_offset);
  std::string text(kMostFollowed, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  ops::KeyedAnswer answer;
  std::size_t from = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; from = end + 1, end = text.find('\n', from)) {
    if (parseKeyed(std::string_view(text).substr(from, end - from), answer)) visit(answer);
  }
  m_offset += static_cast<std::int64_t>(from);
}

}  // namespace orderdeck::runtime
