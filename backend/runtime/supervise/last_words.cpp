#include "runtime/supervise/last_words.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>

#include "domain/events/json_text.h"

namespace orderdeck::runtime {

namespace {

constexpr std::size_t kMostRead = 16 * 1024, kMostSaid = 300;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// A line of core::initLog: "2026-11-28T13:07:18.403Z payment-1 error: text". Nothing: not of that form. Empty: no
/// complaint.
std::optional<std::string_view> ofOurs(std::string_view line) {
  constexpr std::size_t kStamp = 24;
  if (line.size() <= kStamp + 1 || line[10] != 'T' || line[kStamp - 1] != 'Z' || line[kStamp] != ' ')
    return std::nullopt;
  const std::size_t level = line.find(' ', kStamp + 1), colon = line.find(": ", kStamp + 1);
  if (level == std::string_view::npos || colon == std::string_view::npos || colon < level) return std::nullopt;
  constexpr std::array<std::string_view, 3> kBad = {"warning", "error", "critical"};
  const bool bad = std::ranges::find(kBad, line.substr(level + 1, colon - level - 1)) != kBad.end();
  return bad ? line.substr(colon + 2) : std::string_view();
}

/// A line of redis-server: "26834:M 28 Nov 2026 13:07:18.433 # text", where '#' marks a warning.
std::optional<std::string_view> ofRedis(std::string_view line) {
  const std::size_t colon = line.find_first_not_of("0123456789");
  constexpr std::size_t kStamp = 27;  // ":M 28 Nov 2026 13:07:18.433 "
  if (colon == 0 || colon == std::string_view::npos || line[colon] != ':' || line.size() < colon + kStamp + 4 ||
      !isDigit(line[colon + 3]))
    return std::nullopt;
  const std::string_view rest = line.substr(colon + kStamp + 1);
  if (rest[1] != ' ') return std::nullopt;
  const std::string_view text = rest.substr(2);
  // Advice about the machine, at every start.
  return rest[0] == '#' && !text.starts_with("WARNING") ? text : std::string_view();
}

std::string_view complaintOf(std::string_view line) {
  if (const auto text = ofOurs(line)) return *text;
  if (const auto text = ofRedis(line)) return *text;
  return line;
}

std::string_view trimmed(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\r"), last = line.find_last_not_of(" \t\r");
  return first == std::string_view::npos ? std::string_view() : line.substr(first, last - first + 1);
}

}  // namespace

std::string lastComplaint(std::string_view log) {
  while (!log.empty()) {
    const std::size_t end = log.find_last_of('\n'), from = end == std::string_view::npos ? 0 : end + 1;
    std::string_view said = trimmed(complaintOf(trimmed(log.substr(from))));
    log = log.substr(0, end == std::string_view::npos ? 0 : end);
    if (said.empty()) continue;
    said = said.substr(0, kMostSaid);
    return std::string(said.substr(0, domain::utf8Prefix(said)));
  }
  return {};
}

std::string lastWords(const std::string& logFile, std::int64_t from) {
  std::error_code error;
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(logFile, error));
  if (error) return {};
  if (size < from) from = 0;  // rotated meanwhile
  from = std::max(from, size - static_cast<std::int64_t>(kMostRead));
  std::ifstream file(logFile, std::ios::binary);
  file.seekg(from);
  std::string text(static_cast<std::size_t>(size - from), '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount())));
  return lastComplaint(text);
}

std::int64_t memoryKills() {
  std::ifstream file("/proc/vmstat");
  std::string name;
  for (std::int64_t count = 0; file >> name >> count;) {
    if (name == "oom_kill") return count;
  }
  return 0;
}

}  // namespace orderdeck::runtime
