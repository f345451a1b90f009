// Text for people: aligned tables, figures with thousands separators, and a dash for what is not known.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "core/figures.h"

namespace orderdeck::ctl {

using core::grouped;
inline const std::string kUnknown = "—";

inline std::string grouped(const std::optional<std::int64_t>& value) {
  return value ? core::grouped(*value) : kUnknown;
}
std::string rate(const std::optional<double>& perSecond);       // 1,234 or 0.4
std::string millis(const std::optional<double>& milliseconds);  // 3.2 ms, 1.2 s
std::string seconds(const std::optional<double>& value);        // 12 s, 3 min 20 s, 2 h 5 min
std::string bytes(std::int64_t value);                          // 12.3 MB
std::string euros(std::int64_t cents);                          // 1,234.56 EUR
std::string percent(double share);                              // 12 %

class Table {
 public:
  /// Column titles; one that begins with '>' is aligned to the right.
  explicit Table(std::initializer_list<std::string> titles);
  /// Cells are data: they are shown as core::terminalText has them.
  void add(std::vector<std::string> row);
  bool empty() const { return m_rows.empty(); }
  std::string text() const;

 private:
  std::vector<std::string> m_titles;
  std::vector<bool> m_right;
  std::vector<std::vector<std::string>> m_rows;
};

}  // namespace orderdeck::ctl
