// A titled panel: a bold title, a muted subtitle, a place at the right of the head, and a body. GUI thread.
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace orderdeck::ui {

class Card : public QFrame {
  Q_OBJECT
 public:
  explicit Card(const QString& title = {}, QWidget* parent = nullptr);

  void setTitle(const QString& title);
  void setSubtitle(const QString& subtitle);
  /// Adds a widget at the right end of the head.
  void addHeadWidget(QWidget* widget);
  /// The body's layout: no margins, no spacing; tables reach the card's edge.
  QVBoxLayout* body() const { return m_body; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void restyle();

  QLabel* m_title;
  QLabel* m_subtitle;
  QWidget* m_head;
  QHBoxLayout* m_headLayout;
  QVBoxLayout* m_body;
};

}  // namespace orderdeck::ui
