// Commands for one round trip, written in Redis' protocol (RESP2: an array of bulk strings a command) as they are
// added.
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace orderdeck::adapters::redis {

class Pipeline {
 public:
  /// A whole command.
  void add(std::initializer_list<std::string_view> words);

  /// The start of a command of `words` words, its name included; that many word() calls follow.
  void begin(std::size_t words);

  /// The start of an EVALSHA without keys; `arguments` word() calls follow. The scripts make their keys from the
  /// arguments, which one server that is not a cluster allows.
  void beginScript(std::string_view sha, std::size_t arguments);

  void word(std::string_view text);
  void word(std::integral auto number) { word(std::to_string(number)); }

  std::size_t size() const { return m_starts.size(); }
  bool empty() const { return m_starts.empty(); }
  std::string_view bytes() const { return m_bytes; }

  /// The command at `index` once more, at the end of `other`.
  void copyTo(Pipeline& other, std::size_t index) const;

 private:
  std::string m_bytes;
  std::vector<std::size_t> m_starts;  // where each command begins
};

}  // namespace orderdeck::adapters::redis
