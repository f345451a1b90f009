#include "runtime/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

namespace orderdeck::runtime {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBatch = 5'000;

// Load ids sort by the time they were made, so the names do.
std::vector<fs::path> journalsIn(const std::string& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() == ".log") files.push_back(it->path());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

JournalWriter::JournalWriter(const std::string& folder, const std::string& loadId) : m_path(folder + "/" + loadId + ".log") {
  std::error_code error;
  fs::create_directories(folder, error);
  m_file = ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (m_file < 0) throw std::runtime_error(fmt::format("cannot write {}: {}", m_path, std::strerror(errno)));
  const auto files = journalsIn(folder);
  for (std::size_t i = 0; i + kJournalsKept < files.size(); ++i) fs::remove(files[i], error);
}

JournalWriter::~JournalWriter() {
  flush();
  ::close(m_file);
}

core::Result<void> JournalWriter::flush() {
  std::size_t done = 0;
  while (done < m_pending.size()) {
    const ssize_t n = ::write(m_file, m_pending.data() + done, m_pending.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      m_pending.erase(0, done);
      return core::fail(core::ErrorCode::Unavailable, fmt::format("cannot write {}: {}", m_path, std::strerror(errno)), true);
    }
    done += static_cast<std::size_t>(n);
  }
  m_pending.clear();
  return {};
}

core::Result<void> readJournals(const std::string& folder, const std::function<core::Result<void>(std::span<const std::string>)>& visit) {
  std::vector<std::string> batch;
  for (const fs::path& path : journalsIn(folder)) {
    std::ifstream file(path);
    std::string line;
    while (std::getline(file, line) && !file.eof()) {
      batch.push_back(line);
      if (batch.size() < kBatch) continue;
      if (auto seen = visit(batch); !seen) return seen;
      batch.clear();
    }
  }
  return batch.empty() ? core::Result<void>{} : visit(batch);
}

}  // namespace orderdeck::runtime
