// The rail of pages at the left of the window: an icon and a word each, the open one marked, settings at the foot. GUI
// thread.
#pragma once

#include <QAbstractButton>
#include <QWidget>
#include <vector>

class QVBoxLayout;

namespace orderdeck::ui {

class RailButton : public QAbstractButton {
  Q_OBJECT
 public:
  RailButton(QString iconName, QWidget* parent);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  QString m_iconName;
};

class NavRail : public QWidget {
  Q_OBJECT
 public:
  explicit NavRail(QWidget* parent = nullptr);
  /// The n-th added has index n; its key is n + 1.
  void addPage(const QString& iconName);
  void setTitle(int index, const QString& title);
  void setCurrent(int index);
  RailButton* settingsButton() const { return m_settings; }

 signals:
  void pageChosen(int index);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::vector<RailButton*> m_buttons;
  RailButton* m_settings;
  QVBoxLayout* m_layout;
};

}  // namespace orderdeck::ui
