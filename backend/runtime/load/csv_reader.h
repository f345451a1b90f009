// Records of a CSV file as RFC 4180 has them: fields may stand in quotes, and then hold commas, line ends and quotes,
// which are doubled. Beyond it, LF ends a record too, empty lines are none, and blanks around a field do not count. One
// thread.
#pragma once

#include <string>
#include <vector>

#include "core/error.h"
#include "runtime/load/line_reader.h"

namespace orderdeck::runtime {

struct CsvRecord {
  std::size_t line = 0;  // where it begins
  std::vector<std::string> fields;
};

class CsvReader {
 public:
  /// `lines` outlives it.
  explicit CsvReader(LineReader& lines) : m_lines(lines) {}

  /// False at the end. Its strings are reused. Errors name the line: "line 3: a quote is not closed".
  core::Result<bool> next(CsvRecord& record);

 private:
  LineReader& m_lines;
};

}  // namespace orderdeck::runtime
