#include "ui/widgets/text_label.h"

#include <QEvent>
#include <QPalette>

namespace orderdeck::ui {
namespace {

QColor colorOf(TextLabel::Ink ink) {
  const auto& c = colors();
  switch (ink) {
    case TextLabel::Ink::Text: return c.text;
    case TextLabel::Ink::Muted: return c.muted;
    case TextLabel::Ink::Accent: return c.accentTone.text;
    case TextLabel::Ink::Ok: return c.ok.text;
    case TextLabel::Ink::Warn: return c.warn.text;
    case TextLabel::Ink::Bad: return c.bad.text;
  }
  return c.text;
}

}  // namespace

TextLabel::TextLabel(FontRole role, Ink ink, const QString& text, QWidget* parent)
    : QLabel(text, parent), m_role(role), m_ink(ink) {
  setTextFormat(Qt::PlainText);
  restyle();
}

void TextLabel::setInk(Ink ink) {
  if (ink == m_ink) return;
  m_ink = ink;
  restyle();
}

void TextLabel::setValue(const QString& value) {
  if (value != text()) setText(value);
}

TextLabel::Ink TextLabel::inkOf(Tone tone) {
  switch (tone) {
    case Tone::Accent: return Ink::Accent;
    case Tone::Ok: return Ink::Ok;
    case Tone::Warn: return Ink::Warn;
    case Tone::Bad: return Ink::Bad;
    case Tone::Neutral: break;
  }
  return Ink::Text;
}

void TextLabel::changeEvent(QEvent* event) {
  QLabel::changeEvent(event);
  if (event->type() == QEvent::StyleChange || event->type() == QEvent::LanguageChange ||
      (event->type() == QEvent::PaletteChange && !m_styling))
    restyle();
}

void TextLabel::restyle() {
  m_styling = true;
  setFont(textFont(m_role));
  QPalette p = palette();
  p.setColor(QPalette::WindowText, colorOf(m_ink));
  p.setColor(QPalette::Text, colorOf(m_ink));
  setPalette(p);
  m_styling = false;
}

}  // namespace orderdeck::ui
