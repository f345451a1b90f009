#include "core/clock.h"

#include <charconv>

#include <fmt/format.h>

namespace orderdeck::core {

namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr Timestamp kYear10000 = sys_days{year{10'000} / 1 / 1};

bool readNumber(std::string_view text, std::size_t at, std::size_t digits, int& out) {
  if (at + digits > text.size() || text[at] == '-') return false;
  const char* end = text.data() + at + digits;
  const auto [stop, error] = std::from_chars(text.data() + at, end, out);
  return error == std::errc{} && stop == end;
}

}  // namespace

Timestamp now() { return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()); }

std::string toRfc3339(Timestamp t) {
  const auto days = std::chrono::floor<std::chrono::days>(t);
  const year_month_day date{days};
  const std::chrono::hh_mm_ss time{t - days};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

Result<Timestamp> fromRfc3339(std::string_view text) {
  const auto bad = [&] {
    return fail(ErrorCode::InvalidArgument, fmt::format("not an RFC 3339 time in UTC: '{}'", text.substr(0, 40)));
  };
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
  const bool shaped = text.size() >= 20 && text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':' &&
                      text[16] == ':' && text.back() == 'Z' && readNumber(text, 0, 4, y) &&
                      readNumber(text, 5, 2, mo) && readNumber(text, 8, 2, d) && readNumber(text, 11, 2, h) &&
                      readNumber(text, 14, 2, mi) && readNumber(text, 17, 2, s);
  const year_month_day date{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
  if (!shaped || !date.ok() || h > 23 || mi > 59 || s > 60) return bad();
  int ms = 0;
  if (text.size() > 20) {
    const std::string_view digits = text.substr(20, text.size() - 21);
    if (text[19] != '.' || digits.empty() || digits.size() > 9) return bad();
    for (std::size_t i = 0; i < digits.size(); ++i) {
      if (digits[i] < '0' || digits[i] > '9') return bad();
      if (i < 3) ms = ms * 10 + (digits[i] - '0');
    }
    for (std::size_t i = digits.size(); i < 3; ++i) ms *= 10;
  }
  const Timestamp time = Timestamp{sys_days{date}} + std::chrono::hours{h} + std::chrono::minutes{mi} +
                         std::chrono::seconds{s} + Millis{ms};
  if (time >= kYear10000) return bad();  // by a leap second: it could not be written again
  return time;
}

}  // namespace orderdeck::core
