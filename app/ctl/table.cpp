#include "app/ctl/table.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/terminal_text.h"

namespace orderdeck::ctl {

namespace {

// Columns on the screen: characters, not bytes, of UTF-8.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

std::string rate(const std::optional<double>& perSecond) {
  if (!perSecond) return kUnknown;
  return *perSecond != 0 && *perSecond < 9.95 ? fmt::format("{:.1f}", *perSecond)
                                              : core::grouped(std::llround(*perSecond));
}

std::string millis(const std::optional<double>& milliseconds) {
  if (!milliseconds) return kUnknown;
  if (*milliseconds < 10) return fmt::format("{:.1f} ms", *milliseconds);
  if (*milliseconds < 10'000) return fmt::format("{} ms", core::grouped(std::llround(*milliseconds)));
  return fmt::format("{:.1f} s", *milliseconds / 1000);
}

std::string seconds(const std::optional<double>& value) {
  if (!value) return kUnknown;
  if (*value < 10) return fmt::format("{:.1f} s", *value);
  const std::int64_t whole = std::llround(*value);
  if (whole < 120) return fmt::format("{} s", whole);
  if (whole < 7200) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", core::grouped(whole / 3600), whole / 60 % 60);
}

std::string bytes(std::int64_t value) { return fmt::format("{:.1f} MB", static_cast<double>(value) / 1e6); }

std::string euros(std::int64_t cents) {
  return fmt::format("{}{}.{:02} EUR", cents < 0 ? "-" : "", core::grouped(std::abs(cents / 100)),
                     std::abs(cents % 100));
}

std::string percent(double share) { return fmt::format("{:.0f} %", share * 100); }

Table::Table(std::initializer_list<std::string> titles) {
  for (const std::string& title : titles) {
    m_right.push_back(title.starts_with('>'));
    m_titles.push_back(m_right.back() ? title.substr(1) : title);
  }
}

void Table::add(std::vector<std::string> row) {
  for (std::string& cell : row) cell = core::terminalText(cell);
  m_rows.push_back(std::move(row));
}

std::string Table::text() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < m_titles.size(); ++i) {
    widths.push_back(width(m_titles[i]));
    for (const auto& row : m_rows) widths[i] = std::max(widths[i], width(row[i]));
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string out;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string padding(widths[i] - width(cells[i]), ' ');
      out += m_right[i] ? padding + cells[i] : cells[i] + padding;
      if (i + 1 < cells.size()) out += "  ";
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out + "\n";
  };
  std::string out = line(m_titles);
  for (const auto& row : m_rows) out += line(row);
  return out;
}

}  // namespace orderdeck::ctl
