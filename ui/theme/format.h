// How figures and times are written everywhere: thousands separators, "—" for what is not known, units. GUI thread
// only.
#pragma once

#include <QString>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/clock.h"

namespace orderdeck::ui::format {

QString dash();  // "—"

QString number(std::int64_t value);                 // 1,204,553
QString number(std::optional<std::int64_t> value);  // "—" when not known
QString perSecond(std::optional<double> value);     // 9,842 · 0.4 below 10; no unit
QString millis(std::optional<double> millis);       // 0.2 ms · 41 ms · 1.8 s · 2 min 05 s
QString seconds(std::optional<double> seconds);     // the same, from seconds
QString brief(
    std::optional<double> seconds);  // 1.8 s · 125 s · 17 min · 3 h · 4 d: at most six characters, for narrow columns
QString countdown(
    std::optional<double> seconds);  // 00:21 · 1:02:41 · 3 d 04 h · 18 d; "—" when not known or a year away
QString bytes(std::int64_t bytes);   // 41.2 MB (powers of 1,000)
QString money(std::int64_t minor);   // 19.99 €
inline double major(std::int64_t minor) { return static_cast<double>(minor) / 100; }  // 19.99
QString percent(double share);                                                        // 0..1 -> 30 %

inline QString text(std::string_view utf8) {
  return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

/// A text as a tooltip shows it: Qt takes what looks like HTML for HTML, and a text from outside is none.
QString tip(const QString& text);

enum class Zone { Local, Utc };
void setZone(Zone zone);  // one switch for the whole window
Zone zone();
QString zoneName();                                   // "UTC", "CET"
QString timeOfDay(core::Timestamp t);                 // 22:41:07
QString timeOfDayMillis(core::Timestamp t);           // 22:41:07.123
QString dateTime(core::Timestamp t);                  // 2026-11-21 22:41:07
QString isoTime(core::Timestamp t);                   // 2026-11-21T22:41:07.123Z, or ...+01:00 in local time
QString ago(core::Timestamp t, core::Timestamp now);  // 3 s ago (translated)

}  // namespace orderdeck::ui::format
