#include "tests/chaos/store_damage.h"

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace orderdeck::chaos {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMulti = "*1\r\n$5\r\nMULTI\r\n", kExec = "*1\r\n$4\r\nEXEC\r\n";
constexpr std::string_view kMagic{"SQLite format 3\0", 16};  // https://www.sqlite.org/fileformat.html, 1.3
constexpr std::uintmax_t kTail = 4 * 1024 * 1024;

/// The newest file of `appendonlydir` that grows: NAME.SEQUENCE.incr.aof.
fs::path newestIncrement(const std::string& redisFolder) {
  std::vector<std::pair<fs::file_time_type, fs::path>> files;
  for (const auto& entry : fs::directory_iterator(redisFolder + "/appendonlydir")) {
    if (entry.path().string().ends_with(".incr.aof")) files.emplace_back(entry.last_write_time(), entry.path());
  }
  return files.empty() ? fs::path() : std::ranges::max(files).second;
}

void overwrite(const std::string& file, std::string_view bytes) {
  std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
  if (!out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())))
    throw std::runtime_error("cannot write " + file);
}

}  // namespace

std::size_t tearAppendOnlyFile(const std::string& redisFolder, double share) {
  const fs::path file = newestIncrement(redisFolder);
  if (file.empty()) return 0;
  std::ifstream in(file, std::ios::binary);
  const auto size = fs::file_size(file);
  in.seekg(static_cast<std::streamoff>(size - std::min(size, kTail)));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto end = text.rfind(kExec);
  const auto begin = end == std::string::npos ? end : text.rfind(kMulti, end);
  if (begin == std::string::npos) return 0;
  const std::string_view whole = std::string_view(text).substr(begin, end + kExec.size() - begin);
  const auto torn =
      whole.substr(0, std::clamp<std::size_t>(static_cast<std::size_t>(share * static_cast<double>(whole.size())), 1,
                                              whole.size() - 1));
  std::ofstream(file, std::ios::binary | std::ios::app).write(torn.data(), static_cast<std::streamsize>(torn.size()));
  return torn.size();
}

void breakHeader(const std::string& sqliteFile) { overwrite(sqliteFile, std::string(kMagic.size(), 'x')); }
void mendHeader(const std::string& sqliteFile) { overwrite(sqliteFile, kMagic); }

WriteLock::WriteLock(const std::string& sqliteFile) {
  sqlite3_open_v2(sqliteFile.c_str(), &m_database, SQLITE_OPEN_READWRITE, nullptr);
  sqlite3_busy_timeout(m_database, 5'000);
  sqlite3_exec(m_database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
}

WriteLock::~WriteLock() { sqlite3_close(m_database); }

}  // namespace orderdeck::chaos
