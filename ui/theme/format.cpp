#include "ui/theme/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTextDocument>
#include <QTimeZone>
#include <cmath>

namespace orderdeck::ui::format {
namespace {

Zone& currentZone() {
  static Zone z = Zone::Local;
  return z;
}

QDateTime inZone(core::Timestamp t) {
  const auto utc = QDateTime::fromMSecsSinceEpoch(core::toEpochMillis(t), Qt::UTC);
  return currentZone() == Zone::Utc ? utc : utc.toLocalTime();
}

// The words stay in one notation in every language: digits grouped by commas, a point before decimals.
const QLocale& plain() {
  static const QLocale locale = [] {
    QLocale l(QLocale::English, QLocale::UnitedStates);
    l.setNumberOptions(QLocale::DefaultNumberOptions);
    return l;
  }();
  return locale;
}

}  // namespace

QString tip(const QString& text) { return Qt::mightBeRichText(text) ? Qt::convertFromPlainText(text) : text; }

QString dash() { return QStringLiteral("—"); }

QString number(std::int64_t value) { return plain().toString(static_cast<qlonglong>(value)); }

QString number(std::optional<std::int64_t> value) { return value ? number(*value) : dash(); }

QString perSecond(std::optional<double> value) {
  if (!value || !std::isfinite(*value)) return dash();
  if (*value > 0 && *value < 9.95) return plain().toString(*value, 'f', 1);
  return number(static_cast<std::int64_t>(std::llround(*value)));
}

QString millis(std::optional<double> value) {
  if (!value || !std::isfinite(*value)) return dash();
  const double ms = std::max(0.0, *value);
  if (ms == 0) return QStringLiteral("0 ms");
  if (ms < 9.95) return plain().toString(ms, 'f', 1) + QStringLiteral(" ms");
  if (ms < 999.5) return plain().toString(ms, 'f', 0) + QStringLiteral(" ms");
  if (ms < 99'950) return plain().toString(ms / 1000, 'f', 1) + QStringLiteral(" s");
  const auto whole = std::llround(ms / 1000);
  if (whole < 3600) return QStringLiteral("%1 min %2 s").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
  return QStringLiteral("%1 h %2 min")
      .arg(number(static_cast<std::int64_t>(whole / 3600)))
      .arg(whole % 3600 / 60, 2, 10, QLatin1Char('0'));
}

QString seconds(std::optional<double> value) {
  if (value && *value <= 0) return QStringLiteral("0 s");
  return value ? millis(*value * 1000) : dash();
}

QString brief(std::optional<double> value) {
  constexpr double kSpelledOut = 99.95, kMinutes = 600, kHours = 100 * 60, kDays = 100 * 3600;
  if (!value || !std::isfinite(*value)) return dash();
  if (*value < kSpelledOut) return seconds(value);
  if (*value < kMinutes) return plain().toString(*value, 'f', 0) + QStringLiteral(" s");
  if (*value < kHours) return plain().toString(*value / 60, 'f', 0) + QStringLiteral(" min");
  if (*value < kDays) return plain().toString(*value / 3600, 'f', 0) + QStringLiteral(" h");
  return plain().toString(*value / 86'400, 'f', 0) + QStringLiteral(" d");
}

QString countdown(std::optional<double> value) {
  constexpr long long kDay = 86'400, kManyDays = 10 * kDay, kTooFar = 365 * kDay;
  if (!value || !std::isfinite(*value) || *value >= static_cast<double>(kTooFar)) return dash();
  const auto whole = std::llround(std::max(0.0, *value));
  const auto two = [](long long n) { return QStringLiteral("%1").arg(n, 2, 10, QLatin1Char('0')); };
  if (whole >= kManyDays) return QStringLiteral("%1 d").arg(whole / 86'400);
  if (whole >= kDay)
    return QStringLiteral("%1 d %2 h").arg(whole / 86'400).arg(whole % 86'400 / 3600, 2, 10, QLatin1Char('0'));
  if (whole < 3600) return two(whole / 60) + QLatin1Char(':') + two(whole % 60);
  return QString::number(whole / 3600) + QLatin1Char(':') + two(whole % 3600 / 60) + QLatin1Char(':') + two(whole % 60);
}

QString bytes(std::int64_t value) {
  if (value < 1000) return number(value) + QStringLiteral(" B");
  static constexpr const char* kUnits[] = {"kB", "MB", "GB", "TB"};
  double scaled = static_cast<double>(value) / 1000;
  std::size_t unit = 0;
  while (scaled >= 999.95 && unit + 1 < std::size(kUnits)) scaled /= 1000, ++unit;
  return plain().toString(scaled, 'f', 1) + QLatin1Char(' ') + QLatin1String(kUnits[unit]);
}

QString money(std::int64_t minor) { return plain().toString(major(minor), 'f', 2) + QStringLiteral(" €"); }

QString percent(double share) {
  const double p = share * 100;
  return plain().toString(p, 'f', p > 0 && p < 9.95 && std::abs(p - std::round(p)) > 0.05 ? 1 : 0) +
         QStringLiteral(" %");
}

void setZone(Zone z) { currentZone() = z; }
Zone zone() { return currentZone(); }
QString zoneName() {
  return currentZone() == Zone::Utc ? QStringLiteral("UTC") : QDateTime::currentDateTime().timeZoneAbbreviation();
}

QString timeOfDay(core::Timestamp t) { return inZone(t).toString(QStringLiteral("HH:mm:ss")); }
QString timeOfDayMillis(core::Timestamp t) { return inZone(t).toString(QStringLiteral("HH:mm:ss.zzz")); }
QString dateTime(core::Timestamp t) { return inZone(t).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")); }

QString isoTime(core::Timestamp t) {
  const QDateTime time = inZone(t);  // of local time Qt writes the offset only if that is its own
  return (currentZone() == Zone::Utc ? time : time.toOffsetFromUtc(time.offsetFromUtc())).toString(Qt::ISODateWithMs);
}

QString ago(core::Timestamp t, core::Timestamp now) {
  const double s = static_cast<double>((now - t).count()) / 1000.0;
  return QCoreApplication::translate("orderdeck::ui::format", "%1 ago").arg(seconds(std::max(0.0, s)));
}

}  // namespace orderdeck::ui::format
