// Colours and fonts as semantic tokens, and how they are put on every standard widget. Like QApplication's own palette
// there is one theme a process; GUI thread only. Widgets that paint themselves ask colors() in paintEvent and repaint
// on QEvent::PaletteChange.
#pragma once

#include <QColor>
#include <QFont>

#include "api/states.h"

class QApplication;

namespace orderdeck::ui {

enum class ThemeKind { Dark, Light };

/// What a colour means. Never shown alone: a word or a shape stands beside it.
enum class Tone { Neutral, Accent, Ok, Warn, Bad };

struct ToneColors {
  QColor text;  // on `fill`, and on panels: at least 4.5:1
  QColor line;  // strokes, dots, bars
  QColor fill;  // boxes and badges
  QColor flow;  // edges of the state flow
};

struct Colors {
  QColor window, rail, bar, panel, raised, border, grid;
  QColor text, muted;
  QColor disabled;  // the words of what cannot be done now: dimmer than muted, and readable
  QColor accent, accentFill, onAccent;
  QColor hover, selection, field;
  QColor outline;                // of fields and scroll bars: at least 3:1, since it alone shows where they are
  QColor veil;                   // over what is stale, translucent: what lies under it stays readable
  QColor barRest, barSold;       // the empty part of a bar; units sold
  QColor hatchDark, hatchLight;  // the fault band
  ToneColors neutral, accentTone, ok, warn, bad;

  const ToneColors& tone(Tone tone) const;
};

/// The colour of the n-th line of a chart, for n up to api::kMostSeries: each another one, at least 3:1 on panels and
/// in rows of tables. The first twelve are chosen, the others computed.
QColor seriesColor(int n);

/// How much of the warning colour lies on a chart while a fault is armed, of 255.
inline constexpr int kBandAlpha = 28;

/// The colours of the theme that is on.
const Colors& colors();
const Colors& colorsOf(ThemeKind kind);
ThemeKind themeKind();

/// Puts style, palette, fonts and style sheet on the application; again at run time to switch.
void applyTheme(QApplication& app, ThemeKind kind);

/// The tone of a profile's badge: embedded, kafka, production.
Tone profileTone(api::ProfileKind kind);

enum class FontRole {
  Body,    // words
  Strong,  // titles and names
  Small,   // captions
  Number,  // figures in tables and sentences: monospaced, tabular
  SmallNumber,
  Figure,  // the large figures
};

/// Sizes follow the system's font size.
QFont textFont(FontRole role);
/// How heavy FontRole::Strong is. The Chinese face has one weight only, and Qt thickens that for Bold, not for less.
void setStrongWeight(QFont::Weight weight);

/// Pixels of `atStandardSize` (designed for a 13 px text), scaled as the text is.
int scaled(int atStandardSize);

}  // namespace orderdeck::ui
