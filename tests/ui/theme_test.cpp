// The theme's promises: contrast, one word and tone a state, and how figures are written.
#include <cmath>

#include "tests/harness/test_registry.h"
#include "tests/ui/console_fixture.h"
#include "ui/theme/format.h"
#include "ui/theme/state_style.h"

using namespace orderdeck;
using namespace orderdeck::ui;

namespace {

// WCAG 2.1, relative luminance and contrast ratio.
double luminance(const QColor& c) {
  const auto part = [](double v) { return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
  return 0.2126 * part(c.redF()) + 0.7152 * part(c.greenF()) + 0.0722 * part(c.blueF());
}

double contrast(const QColor& a, const QColor& b) {
  const double la = luminance(a), lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

}  // namespace

class ThemeTest : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { m_environment = std::make_unique<tests::ConsoleEnvironment>(); }

  void textHasContrastAa_data() {
    QTest::addColumn<int>("kind");
    QTest::newRow("dark") << static_cast<int>(ThemeKind::Dark);
    QTest::newRow("light") << static_cast<int>(ThemeKind::Light);
  }
  void textHasContrastAa() {
    QFETCH(int, kind);
    const auto& c = colorsOf(static_cast<ThemeKind>(kind));
    const auto text = [](const char* what, const QColor& ink, const QColor& ground) {
      QVERIFY2(contrast(ink, ground) >= 4.5,
               qPrintable(QStringLiteral("%1: %2:1").arg(QLatin1String(what)).arg(contrast(ink, ground))));
    };
    for (const auto& ground : {c.window, c.rail, c.bar, c.panel, c.raised, c.hover, c.selection})
      text("text", c.text, ground);
    for (const auto& ground : {c.window, c.rail, c.bar, c.panel, c.raised, c.hover}) text("muted", c.muted, ground);
    text("on accent", c.onAccent, c.accentFill);
    for (const auto tone : {Tone::Neutral, Tone::Accent, Tone::Ok, Tone::Warn, Tone::Bad}) {
      const auto& t = c.tone(tone);
      text("tone on its fill", t.text, t.fill);
      text("tone on the panel", t.text, c.panel);
      text("words in a box", c.text, t.fill);
      text("captions in a box", c.muted, t.fill);
      QVERIFY(contrast(t.line, c.panel) >= 3.0);  // strokes, dots and bars
    }
    text("fault band", c.warn.text, c.hatchLight);
    text("fault band", c.warn.text, c.hatchDark);
  }

  void chartLinesCanBeSeenAndDiffer() {
    for (const auto kind : {ThemeKind::Dark, ThemeKind::Light}) {
      applyTheme(*qApp, kind);
      QSet<QRgb> seen;
      for (int i = 0; i < 6; ++i) {
        QVERIFY(contrast(seriesColor(i), colors().panel) >= 3.0);
        seen.insert(seriesColor(i).rgb());
      }
      QCOMPARE(seen.size(), 6);
    }
    applyTheme(*qApp, ThemeKind::Dark);
  }

  void everyStateHasAWordOfItsOwn() {
    QSet<QString> words;
    for (const auto state : domain::kOrderStates) {
      const auto style = orderStateStyle(state);
      QVERIFY(!style.word.isEmpty());
      words.insert(style.word);
    }
    QCOMPARE(words.size(), static_cast<qsizetype>(domain::kOrderStates.size()));
    QCOMPARE(invariantStyle(domain::Verdict::Unknown).tone, Tone::Neutral);  // never as if it held
    QCOMPARE(verdictStyle(domain::LagVerdict::Unknown).tone, Tone::Neutral);
  }

  void aWordOfANewerDaemonIsNotKnown() {
    const StateStyle styles[] = {orderStateStyle(domain::OrderStateWord::unknown().value()),
                                 nodeStateStyle(api::NodeStateWord::unknown().value()),
                                 systemStateStyle(api::SystemStateWord::unknown().value()),
                                 verdictStyle(domain::LagVerdictWord::unknown().value()),
                                 breakerStyle(core::BreakerStateWord::unknown().value()),
                                 invariantStyle(domain::VerdictWord::unknown().value())};
    for (const StateStyle& style : styles) {
      QCOMPARE(style.word, format::dash());
      QCOMPARE(style.tone, Tone::Neutral);
    }
  }

  void figuresAreWrittenWithUnits() {
    QCOMPARE(format::number(std::int64_t{1'204'553}), QStringLiteral("1,204,553"));
    QCOMPARE(format::number(std::optional<std::int64_t>()), QStringLiteral("—"));
    QCOMPARE(format::number(std::optional<std::int64_t>(0)), QStringLiteral("0"));
    QCOMPARE(format::perSecond(9841.7), QStringLiteral("9,842"));
    QCOMPARE(format::perSecond(0.44), QStringLiteral("0.4"));
    QCOMPARE(format::perSecond(0), QStringLiteral("0"));
    QCOMPARE(format::perSecond({}), QStringLiteral("—"));
    QCOMPARE(format::millis(0.23), QStringLiteral("0.2 ms"));
    QCOMPARE(format::millis(40), QStringLiteral("40 ms"));
    QCOMPARE(format::millis(1800), QStringLiteral("1.8 s"));
    QCOMPARE(format::millis(125'000), QStringLiteral("2 min 05 s"));
    QCOMPARE(format::millis({}), QStringLiteral("—"));
    QCOMPARE(format::seconds(0.04), QStringLiteral("40 ms"));
    QCOMPARE(format::countdown(21), QStringLiteral("00:21"));
    QCOMPARE(format::countdown(3'761), QStringLiteral("1:02:41"));
    QCOMPARE(format::countdown(273'700), QStringLiteral("3 d 04 h"));
    QCOMPARE(format::countdown(18 * 86'400 + 3'600), QStringLiteral("18 d"));
    QCOMPARE(format::countdown(1e9), QStringLiteral("—"));
    QCOMPARE(format::brief(0.04), QStringLiteral("40 ms"));
    QCOMPARE(format::brief(60), QStringLiteral("60.0 s"));
    QCOMPARE(format::brief(250), QStringLiteral("250 s"));
    QCOMPARE(format::brief(1'020), QStringLiteral("17 min"));
    QCOMPARE(format::brief(10'800), QStringLiteral("3 h"));
    QCOMPARE(format::brief(4 * 86'400 + 40), QStringLiteral("96 h"));
    QCOMPARE(format::brief(9 * 86'400), QStringLiteral("9 d"));
    QCOMPARE(format::brief({}), QStringLiteral("—"));
    QCOMPARE(format::countdown({}), QStringLiteral("—"));
    QCOMPARE(format::bytes(41'234'567), QStringLiteral("41.2 MB"));
    QCOMPARE(format::money(1'999), QStringLiteral("19.99 €"));
    QCOMPARE(format::percent(0.3), QStringLiteral("30 %"));
  }

  void timesFollowTheZone() {
    const auto t = core::fromEpochMillis(1'795'300'867'123);
    format::setZone(format::Zone::Utc);
    QCOMPARE(format::dateTime(t), QStringLiteral("2026-11-21 22:41:07"));
    QCOMPARE(format::zoneName(), QStringLiteral("UTC"));
    QCOMPARE(format::timeOfDayMillis(t).right(4), QStringLiteral(".123"));
    format::setZone(format::Zone::Local);
  }

 private:
  std::unique_ptr<tests::ConsoleEnvironment> m_environment;
};

ORDERDECK_TEST(ThemeTest)
#include "theme_test.moc"
