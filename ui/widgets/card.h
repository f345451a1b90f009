// A titled panel: a bold title, a muted subtitle, a place at the right of the head, and a body. GUI thread.
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace orderdeck::ui {

class Freshness;
class Veil;

class Card : public QFrame {
  Q_OBJECT
 public:
  explicit Card(const QString& title = {}, QWidget* parent = nullptr);

  void setTitle(const QString& title);
  void setSubtitle(const QString& subtitle);
  /// Adds a widget at the right end of the head.
  void addHeadWidget(QWidget* widget);
  /// While what it shows is stale its body is grey, and its head says how old it is.
  void setFreshness(const Freshness& freshness);
  /// The body's layout: no margins, no spacing; tables reach the card's edge.
  QVBoxLayout* body() const { return m_body; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void restyle();

  QLabel* m_title;
  QLabel* m_subtitle;
  QLabel* m_age;
  QWidget* m_head;
  QHBoxLayout* m_headLayout;
  QVBoxLayout* m_body;
  Veil* m_veil;
};

}  // namespace orderdeck::ui
