#include "adapters/redis/pipeline.h"

namespace orderdeck::adapters::redis {

void Pipeline::add(std::initializer_list<std::string_view> words) {
  begin(words.size());
  for (const std::string_view text : words) word(text);
}

void Pipeline::begin(std::size_t words) {
  m_starts.push_back(m_bytes.size());
  m_bytes.append("*").append(std::to_string(words)).append("\r\n");
}

void Pipeline::beginScript(std::string_view sha, std::size_t arguments) {
  begin(3 + arguments);
  word("EVALSHA");
  word(sha);
  word("0");
}

void Pipeline::word(std::string_view text) {
  m_bytes.append("$").append(std::to_string(text.size())).append("\r\n").append(text).append("\r\n");
}

void Pipeline::copyTo(Pipeline& other, std::size_t index) const {
  const std::size_t end = index + 1 < m_starts.size() ? m_starts[index + 1] : m_bytes.size();
  other.m_starts.push_back(other.m_bytes.size());
  other.m_bytes.append(m_bytes, m_starts[index], end - m_starts[index]);
}

}  // namespace orderdeck::adapters::redis
