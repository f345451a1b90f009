// A label whose font and colour are roles of the theme, so that it follows a switch of theme. setText() of the same
// text costs nothing.
#pragma once

#include <QLabel>

#include "ui/theme/theme.h"

namespace orderdeck::ui {

class TextLabel : public QLabel {
  Q_OBJECT
 public:
  enum class Ink { Text, Muted, Accent, Ok, Warn, Bad };
  explicit TextLabel(FontRole role = FontRole::Body, Ink ink = Ink::Text, const QString& text = {},
                     QWidget* parent = nullptr);

  void setInk(Ink ink);
  void setValue(const QString& text);  // setText(), only when it differs
  static Ink inkOf(Tone tone);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void restyle();

  FontRole m_role;
  Ink m_ink;
  bool m_styling = false;
};

}  // namespace orderdeck::ui
