// The theme's promises: contrast, one word and tone a state, and how figures are written.
#include <array>
#include <cmath>

#include "api/series.h"
#include "tests/harness/test_registry.h"
#include "tests/ui/console_fixture.h"
#include "ui/theme/contrast.h"
#include "ui/theme/format.h"
#include "ui/theme/state_style.h"

using namespace orderdeck;
using namespace orderdeck::ui;

namespace {

constexpr double kText = 4.5, kShape = 3.0;  // WCAG 2.1, 1.4.3 and 1.4.11
constexpr std::array kTones = {Tone::Neutral, Tone::Accent, Tone::Ok, Tone::Warn, Tone::Bad};

/// What is drawn on what in one theme: every pair that the console has.
struct Pair {
  QString what;
  QColor ink, ground;
  double least = kText;
};

QList<Pair> pairsOf(const Colors& c) {
  const QList<std::pair<const char*, QColor>> grounds = {
      {"window", c.window}, {"rail", c.rail},   {"bar", c.bar},     {"panel", c.panel},
      {"raised", c.raised}, {"hover", c.hover}, {"field", c.field}, {"selection", c.selection}};
  QList<Pair> pairs;
  const auto add = [&](const QString& what, const QColor& ink, const QColor& ground, double least) {
    pairs.append({what, ink, ground, least});
  };
  for (const auto& [name, ground] : grounds) {
    const QString on = QStringLiteral(" on ") + QLatin1String(name);
    add("text" + on, c.text, ground, kText);
    add("muted" + on, c.muted, ground, kText);
    if (ground != c.selection && ground != c.rail) add("disabled" + on, c.disabled, ground, kText);
    add("accent: focus, open page, sorted column" + on, c.accent, ground, kShape);
    for (const Tone tone : kTones) {
      const QString which = QStringLiteral("tone %1").arg(static_cast<int>(tone));
      add(which + " text" + on, c.tone(tone).text, ground, kText);
      add(which + " dot" + on, c.tone(tone).line, ground, kShape);
    }
  }
  for (const auto& ground : {c.panel, c.window, c.field, c.raised}) add("outline", c.outline, ground, kShape);
  add("on accent", c.onAccent, c.accentFill, kText);
  add("fault band", c.warn.text, c.hatchLight, kText);
  add("fault band", c.warn.text, c.hatchDark, kText);
  for (const Tone tone : kTones) {
    const auto& t = c.tone(tone);
    const QString which = QStringLiteral("tone %1: ").arg(static_cast<int>(tone));
    add(which + "chip", t.text, t.fill, kText);
    add(which + "words in a box", c.text, t.fill, kText);
    add(which + "captions in a box", c.muted, t.fill, kText);
    add(which + "dot in a message", t.line, t.fill, kShape);
    add(which + "part of a bar", t.line, c.barRest, kShape);
  }
  add("units sold in a bar", c.barSold, c.barRest, kShape);
  add("progress", c.accent, c.barRest, kShape);
  QColor band = c.warn.line;
  band.setAlpha(kBandAlpha);
  add("name of a fault in a chart", c.warn.text, blended(band, c.panel), kText);
  add("edge of a fault in a chart", c.warn.line, c.panel, kShape);
  // The same under the veil of what is stale, and where the veil's lines cross the words.
  const QColor stale = blended(c.veil, c.panel);
  for (const auto& ink : {c.text, c.muted}) add("stale words", blended(c.veil, ink), stale, kText);
  for (const Tone tone : kTones) {
    const auto& t = c.tone(tone);
    add("stale tone", blended(c.veil, t.text), stale, kText);
    add("stale chip", blended(c.veil, t.text), blended(c.veil, t.fill), kText);
    add("stale dot", blended(c.veil, t.line), stale, kShape);
  }
  return pairs;
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
    QStringList weak;
    for (const Pair& pair : pairsOf(colorsOf(static_cast<ThemeKind>(kind)))) {
      if (contrast(pair.ink, pair.ground) < pair.least)
        weak.append(QStringLiteral("%1 %2:1").arg(pair.what).arg(contrast(pair.ink, pair.ground)));
    }
    QVERIFY2(weak.isEmpty(), qPrintable(weak.join(QStringLiteral("; "))));
  }

  void theContrastIsWcags() {
    QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
    QCOMPARE(contrast(Qt::white, Qt::white), 1.0);
    QVERIFY(std::abs(contrast(QColor(0x77, 0x77, 0x77), Qt::white) - 4.48) < 0.005);  // the well-known near miss
    QCOMPARE(blended(QColor(0, 0, 0, 0), Qt::white), QColor(Qt::white));
  }

  void asManyChartLinesAsThereCanBeAreSeenAndDiffer() {
    for (const auto kind : {ThemeKind::Dark, ThemeKind::Light}) {
      applyTheme(*qApp, kind);
      QSet<QRgb> seen;
      for (int i = 0; i < static_cast<int>(api::kMostSeries); ++i) {
        for (const auto& ground : {colors().panel, colors().hover, colors().selection})
          QVERIFY2(contrast(seriesColor(i), ground) >= kShape, qPrintable(QString::number(i)));
        seen.insert(seriesColor(i).rgb());
      }
      QCOMPARE(seen.size(), static_cast<qsizetype>(api::kMostSeries));
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
