#include "runtime/load/csv_reader.h"

#include "domain/order/order.h"
#include "runtime/load/file_problem.h"

namespace orderdeck::runtime {

namespace {

constexpr std::size_t kMostRecord = domain::kMaxBodyBytes;

bool isBlank(char c) { return c == ' ' || c == '\t'; }

enum class At { Start, Plain, Quoted, Closed };  // where in a field

/// Fields that are written one after another, into strings that are there already.
class Fields {
 public:
  explicit Fields(std::vector<std::string>& fields) : m_fields(fields) { begin(); }

  void begin() {
    if (m_count == m_fields.size()) m_fields.emplace_back();
    m_fields[m_count++].clear();
    m_at = At::Start;
  }
  void end() {
    std::string& field = m_fields[m_count - 1];
    if (m_at == At::Plain) field.erase(field.find_last_not_of(" \t") + 1);
  }
  void finish() {
    end();
    m_fields.resize(m_count);
  }
  void add(char c) { m_fields[m_count - 1] += c; }
  void add(std::string_view text) { m_fields[m_count - 1] += text; }
  At at() const { return m_at; }
  void go(At at) { m_at = at; }

 private:
  std::vector<std::string>& m_fields;
  std::size_t m_count = 0;
  At m_at = At::Start;
};

/// What is wrong with the line, or "".
std::string_view read(std::string_view line, Fields& fields) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (fields.at() == At::Quoted) {
      if (c != '"') {
        fields.add(c);
      } else if (i + 1 < line.size() && line[i + 1] == '"') {
        fields.add(line[++i]);
      } else {
        fields.go(At::Closed);
      }
    } else if (c == ',') {
      fields.end();
      fields.begin();
    } else if (c == '"') {
      if (fields.at() != At::Start) return "a quote stands inside a field";
      fields.go(At::Quoted);
    } else if (fields.at() == At::Closed) {
      if (!isBlank(c)) return "text stands behind a quote that closes a field";
    } else if (fields.at() == At::Plain || !isBlank(c)) {
      fields.add(c);
      fields.go(At::Plain);
    }
  }
  return {};
}

}  // namespace

core::Result<bool> CsvReader::next(CsvRecord& record) {
  std::string_view line;
  do {
    if (!m_lines.next(line)) return false;
  } while (line.find_first_not_of(" \t\r") == std::string_view::npos);
  record.line = m_lines.number();
  Fields fields(record.fields);
  for (std::size_t size = 0;;) {
    const std::size_t end = line.find_last_not_of('\r') + 1;  // more than one after a second translation of line ends
    size += line.size() + 1;
    if (m_lines.isCut() || size > kMostRecord)
      return badLine(record.line, "{} {} bytes",
                     fields.at() == At::Quoted ? "a quote is not closed within" : "it is longer than", kMostRecord);
    if (const auto wrong = read(line.substr(0, end), fields); !wrong.empty())
      return badLine(m_lines.number(), "{}", wrong);
    if (fields.at() != At::Quoted) break;
    fields.add(line.substr(end));
    fields.add('\n');
    if (!m_lines.next(line)) return badLine(record.line, "a quote is not closed");
  }
  fields.finish();
  return true;
}

}  // namespace orderdeck::runtime
