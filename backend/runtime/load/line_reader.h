// Lines of a text that may be larger than memory: without their ends and byte order marks, which stand in the middle of
// files that were put together. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <string_view>

namespace orderdeck::runtime {

class LineReader {
 public:
  /// `in` outlives it. Of a line, `most` bytes are kept: one that is longer is cut there, and isCut() says so.
  LineReader(std::istream& in, std::size_t most) : m_in(in), m_most(most) {}

  /// The next line, with its end of one LF, or nothing at the end; good until the next call.
  bool next(std::string_view& line);
  bool isCut() const { return m_isCut; }

  /// How the unread rest begins: up to some 100,000 bytes of it.
  std::string_view peek();

  std::size_t number() const { return m_number; }  // of the line, from 1
  std::int64_t bytesRead() const { return m_bytes; }

 private:
  bool fill();

  std::istream& m_in;
  const std::size_t m_most;
  std::string m_buffer, m_line;
  std::size_t m_at = 0;  // of m_buffer
  std::size_t m_number = 0;
  std::int64_t m_bytes = 0;
  bool m_isCut = false;
};

}  // namespace orderdeck::runtime
