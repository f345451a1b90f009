#include "runtime/load/line_reader.h"

#include <algorithm>

namespace orderdeck::runtime {

namespace {

constexpr std::size_t kChunk = 256 * 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

bool LineReader::fill() {
  m_buffer.resize(kChunk);
  m_in.read(m_buffer.data(), static_cast<std::streamsize>(m_buffer.size()));
  m_buffer.resize(static_cast<std::size_t>(m_in.gcount()));
  m_at = 0;
  return !m_buffer.empty();
}

std::string_view LineReader::peek() {
  if (m_at == m_buffer.size()) fill();
  return std::string_view(m_buffer).substr(m_at);
}

bool LineReader::next(std::string_view& line) {
  m_line.clear();
  m_isCut = false;
  bool isThere = false;
  while (m_at < m_buffer.size() || fill()) {
    isThere = true;
    const std::string_view rest = std::string_view(m_buffer).substr(m_at);
    const std::size_t end = rest.find('\n');
    const std::string_view part = rest.substr(0, end);
    const std::size_t taken = std::min(part.size(), m_most - m_line.size());
    m_line.append(part, 0, taken);
    m_isCut = m_isCut || taken < part.size();
    const std::size_t used = std::min(part.size() + 1, rest.size());
    m_at += used;
    m_bytes += static_cast<std::int64_t>(used);
    if (end != std::string_view::npos) break;
  }
  if (!isThere) return false;
  ++m_number;
  line = m_line;
  while (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  return true;
}

}  // namespace orderdeck::runtime
