#include "runtime/servers/aof_scan.h"

#include <algorithm>
#include <charconv>

namespace orderdeck::runtime {

namespace {

constexpr std::string_view kEnd = "\r\n";
constexpr std::size_t kMostWords = 1'000'000,
                      kMostBytes = 512UL * 1024 * 1024;  // of a command, and of a word: the server's own limits

bool isLetter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// Reads from the front of what is left; each call answers false when that is not there as a whole.
class Reader {
 public:
  explicit Reader(std::string_view rest) : m_rest(rest) {}

  std::string_view rest() const { return m_rest; }

  /// "*3\r\n": the sign and a number.
  bool number(char sign, std::size_t most, std::size_t& value) {
    if (m_rest.empty() || m_rest.front() != sign) return false;
    const char *begin = m_rest.data() + 1, *end = m_rest.data() + m_rest.size();
    const auto [at, error] = std::from_chars(begin, end, value);
    if (error != std::errc{} || value > most || std::string_view(at, end).substr(0, 2) != kEnd) return false;
    m_rest.remove_prefix(static_cast<std::size_t>(at - m_rest.data()) + 2);
    return true;
  }
  /// "$5\r\nMULTI\r\n"
  bool word(std::string_view& text) {
    std::size_t size = 0;
    if (!number('$', kMostBytes, size) || m_rest.size() < size + 2 || m_rest.substr(size, 2) != kEnd) return false;
    text = m_rest.substr(0, size);
    m_rest.remove_prefix(size + 2);
    return true;
  }
  /// A whole command; `name` is its first word, and `words` how many it has.
  bool command(std::string_view& name, std::size_t& words) {
    if (!number('*', kMostWords, words) || words == 0 || !word(name) || !std::ranges::all_of(name, isLetter))
      return false;
    std::string_view argument;
    for (std::size_t i = 1; i < words; ++i) {
      if (!word(argument)) return false;
    }
    return true;
  }
  /// "#TS:1628217470\r\n", which the server may write between commands.
  bool note() {
    const std::size_t end = m_rest.find('\n');
    if (m_rest.empty() || m_rest.front() != '#' || end == std::string_view::npos) return false;
    m_rest.remove_prefix(end + 1);
    return true;
  }

 private:
  std::string_view m_rest;
};

bool isNamed(std::string_view name, std::string_view upper) {
  return std::ranges::equal(name, upper,
                            [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b; });
}

/// Whether a command can be read anywhere in what begins with something that cannot.
bool holdsCommands(std::string_view garbage) {
  for (std::size_t at = garbage.find('*', 1); at != std::string_view::npos; at = garbage.find('*', at + 1)) {
    Reader reader(garbage.substr(at));
    std::string_view name;
    std::size_t words = 0;
    if (reader.command(name, words)) return true;
  }
  return false;
}

}  // namespace

AofScan scanAof(std::string_view file) {
  AofScan scan;
  bool isOpen = false;  // inside a MULTI
  Reader reader(file);
  std::string_view name;
  std::size_t words = 0;
  while (!reader.rest().empty()) {
    const std::string_view here = reader.rest();
    if (here.front() == '#' ? !reader.note() : !reader.command(name, words)) {
      scan.isTail = !holdsCommands(here);
      return scan;
    }
    const bool isCommand = here.front() != '#';
    if (isCommand && words == 1 && isNamed(name, "MULTI")) {
      if (isOpen) {
        scan.isTail = false;
        return scan;
      }
      isOpen = true;
    } else if (isCommand && words == 1 && isNamed(name, "EXEC")) {
      isOpen = false;
    }
    if (!isOpen) scan.whole = file.size() - reader.rest().size();
  }
  return scan;
}

}  // namespace orderdeck::runtime
