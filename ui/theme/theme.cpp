#include "ui/theme/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontInfo>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>
#include <algorithm>
#include <cmath>

#include "ui/theme/contrast.h"
#include "ui/theme/style_sheet.h"

static void initResources() { Q_INIT_RESOURCE(resources); }

namespace orderdeck::ui {
namespace {

constexpr double kStandardPixels = 13.0;
constexpr int kVeil = 26;               // of 255
constexpr double kShapeContrast = 3.0;  // WCAG 2.1, 1.4.11

Colors dark() {
  Colors c;
  c.window = "#0b1015", c.rail = "#0b1015", c.bar = "#161c23", c.panel = "#161c23", c.raised = "#1b232c";
  c.border = "#2a333d", c.grid = "#1d2730";
  c.text = "#e8edf2", c.muted = "#98a5b2", c.disabled = "#828e9a";
  c.accent = "#4aa8ff", c.accentFill = "#1f6fb8", c.onAccent = "#ffffff";
  c.hover = "#1d2630", c.selection = "#1d3a55", c.field = "#0f151b";
  c.outline = "#6b7682", c.veil = QColor(0x0b, 0x10, 0x15, kVeil);
  c.barRest = "#222c36", c.barSold = "#6489ad";
  c.hatchDark = "#241c0e", c.hatchLight = "#2a2111";
  c.neutral = {"#a9b4bf", "#7c8894", "#1c2127", "#414a54"};
  c.accentTone = {"#8cc8ff", "#4aa8ff", "#1b2b3a", "#264969"};
  c.ok = {"#4fdc9d", "#3ecf8e", "#16301f", "#225243"};
  c.warn = {"#f8c067", "#f5b14c", "#33280f", "#6f5733"};
  c.bad = {"#ff8a8a", "#ff6b6b", "#3a1c1f", "#67373b"};
  return c;
}

Colors light() {
  Colors c;
  c.window = "#eef1f5", c.rail = "#e4e9ef", c.bar = "#ffffff", c.panel = "#ffffff", c.raised = "#f3f6f9";
  c.border = "#d3dae2", c.grid = "#e6ebf0";
  c.text = "#17202a", c.muted = "#525f6c", c.disabled = "#606d7a";
  c.accent = "#1769b8", c.accentFill = "#1769b8", c.onAccent = "#ffffff";
  c.hover = "#eaf0f6", c.selection = "#d3e6f8", c.field = "#ffffff";
  c.outline = "#7f8b97", c.veil = QColor(0xee, 0xf1, 0xf5, kVeil);
  c.barRest = "#e1e7ed", c.barSold = "#5b83aa";
  c.hatchDark = "#fff3d9", c.hatchLight = "#ffeac0";
  c.neutral = {"#4d5965", "#727e8a", "#eef1f4", "#c9d1d9"};
  c.accentTone = {"#125a9e", "#2b84d8", "#e3effa", "#b5d4f0"};
  c.ok = {"#0b6b42", "#128656", "#e0f4ea", "#addfc7"};
  c.warn = {"#7d4f00", "#ab6900", "#fdf0d8", "#f0d5a0"};
  c.bad = {"#ad2328", "#d9454b", "#fce7e7", "#eebfc1"};
  return c;
}

// Hues that stand apart by the golden angle, each made so light or so dark that it can be seen on every ground.
QColor computedColor(int n, const Colors& c, bool isDark) {
  constexpr double kGoldenAngle = 137.508;
  constexpr float kStep = 0.01F;
  const auto hue = static_cast<float>(std::fmod(n * kGoldenAngle, 360.0) / 360.0);
  const float saturation = 0.45F + 0.15F * static_cast<float>(n % 3);
  const auto turn = static_cast<float>(n % 4);
  float lightness = isDark ? 0.55F + 0.07F * turn : 0.42F - 0.06F * turn;
  const auto isSeen = [&](const QColor& color) {
    return std::min({contrast(color, c.panel), contrast(color, c.hover), contrast(color, c.selection)}) >=
           kShapeContrast;
  };
  QColor color = QColor::fromHslF(hue, saturation, lightness);
  while (!isSeen(color) && lightness > kStep && lightness < 1 - kStep) {
    lightness += isDark ? kStep : -kStep;
    color = QColor::fromHslF(hue, saturation, lightness);
  }
  return color;
}

struct State {
  ThemeKind kind = ThemeKind::Dark;
  double basePixels = kStandardPixels;
  QFont::Weight strong = QFont::DemiBold;
};

State& state() {
  static State s;
  return s;
}

QFont sized(const char* family, const char* fallback, double pixels, QFont::Weight weight) {
  QFont f;
  f.setFamilies({QString::fromLatin1(family), QString::fromLatin1(fallback), QStringLiteral("WenQuanYi Micro Hei")});
  f.setPixelSize(qRound(pixels));
  f.setWeight(weight);
  return f;
}

QPalette paletteOf(const Colors& c) {
  QPalette p;
  p.setColor(QPalette::Window, c.window);
  p.setColor(QPalette::WindowText, c.text);
  p.setColor(QPalette::Base, c.panel);
  p.setColor(QPalette::AlternateBase, c.raised);
  p.setColor(QPalette::Text, c.text);
  p.setColor(QPalette::Button, c.raised);
  p.setColor(QPalette::ButtonText, c.text);
  p.setColor(QPalette::BrightText, c.bad.text);
  p.setColor(QPalette::PlaceholderText, c.muted);
  p.setColor(QPalette::Highlight, c.selection);
  p.setColor(QPalette::HighlightedText, c.text);
  p.setColor(QPalette::ToolTipBase, c.raised);
  p.setColor(QPalette::ToolTipText, c.text);
  p.setColor(QPalette::Link, c.accent);
  p.setColor(QPalette::LinkVisited, c.accent);
  p.setColor(QPalette::Light, c.border);
  p.setColor(QPalette::Midlight, c.border);
  p.setColor(QPalette::Mid, c.border);
  p.setColor(QPalette::Dark, c.border);
  p.setColor(QPalette::Shadow, c.border);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    p.setColor(QPalette::Disabled, role, c.disabled);
  return p;
}

}  // namespace

const ToneColors& Colors::tone(Tone t) const {
  switch (t) {
    case Tone::Accent: return accentTone;
    case Tone::Ok: return ok;
    case Tone::Warn: return warn;
    case Tone::Bad: return bad;
    case Tone::Neutral: break;
  }
  return neutral;
}

const Colors& colorsOf(ThemeKind kind) {
  static const Colors kDark = dark();
  static const Colors kLight = light();
  return kind == ThemeKind::Dark ? kDark : kLight;
}

const Colors& colors() { return colorsOf(state().kind); }

QColor seriesColor(int n) {
  static constexpr const char* kDark[] = {"#f5b14c", "#4aa8ff", "#3ecf8e", "#b79bff", "#ff8fb3", "#5fd4d6",
                                          "#d7dde3", "#c9d64f", "#e0875a", "#8f9cf5", "#e07be0", "#9bb38a"};
  static constexpr const char* kLight[] = {"#b86a00", "#1769b8", "#0f8a57", "#7048c6", "#c2386b", "#0b7f88",
                                           "#3b4754", "#7a7a00", "#a8431c", "#3f4fd0", "#a02fa8", "#5d7848"};
  const bool isDark = state().kind == ThemeKind::Dark;
  const auto i = static_cast<std::size_t>(n);
  if (i >= std::size(kDark)) return computedColor(n, colors(), isDark);
  return QColor(QLatin1String(isDark ? kDark[i] : kLight[i]));
}

ThemeKind themeKind() { return state().kind; }

void applyTheme(QApplication& app, ThemeKind kind) {
  static const double kSystemPixels = [&app] {
    initResources();
    // 9 pt at 96 dpi, the usual system font, shows our 13 px text; a larger system font enlarges all of it.
    return std::max(kStandardPixels, QFontInfo(app.font()).pixelSize() * kStandardPixels / 12.0);
  }();
  state().kind = kind;
  state().basePixels = kSystemPixels;
  app.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  app.setFont(textFont(FontRole::Body));
  app.setPalette(paletteOf(colors()));
  app.setStyleSheet(styleSheet(colors()));
}

Tone profileTone(api::ProfileKind kind) {
  if (kind == api::ProfileKind::Production) return Tone::Bad;
  return kind == api::ProfileKind::Kafka ? Tone::Ok : Tone::Accent;
}

void setStrongWeight(QFont::Weight weight) { state().strong = weight; }

QFont textFont(FontRole role) {
  const double base = state().basePixels;
  const auto words = [&](double size, QFont::Weight weight) { return sized("Inter", "DejaVu Sans", size, weight); };
  const auto digits = [&](double size, QFont::Weight weight) {
    QFont f = sized("JetBrains Mono", "DejaVu Sans Mono", size, weight);
    f.setStyleHint(QFont::Monospace);
    return f;
  };
  switch (role) {
    case FontRole::Strong: return words(base, state().strong);
    case FontRole::Small: return words(base * 0.86, QFont::Normal);
    case FontRole::Number: return digits(base, QFont::Normal);
    case FontRole::SmallNumber: return digits(base * 0.88, QFont::Normal);
    case FontRole::Figure: return digits(base * 1.3, QFont::Medium);
    case FontRole::Body: break;
  }
  return words(base, QFont::Normal);
}

int scaled(int atStandardSize) { return qRound(atStandardSize * state().basePixels / kStandardPixels); }

}  // namespace orderdeck::ui
