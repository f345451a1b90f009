// Ctrl+K: type a few letters of a page or an act, Enter does it. GUI thread.
#pragma once

#include <QDialog>
#include <QPointer>
#include <vector>

class QAction;
class QLineEdit;
class QListWidget;

namespace orderdeck::ui {

class CommandPalette : public QDialog {
  Q_OBJECT
 public:
  explicit CommandPalette(const QList<QAction*>& actions, QWidget* parent);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void filter(const QString& text);
  void run();

  std::vector<QPointer<QAction>> m_actions;
  QLineEdit* m_text;
  QListWidget* m_list;
};

/// `?`: every act with its shortcut.
class ShortcutSheet : public QDialog {
  Q_OBJECT
 public:
  ShortcutSheet(const QList<QAction*>& actions, QWidget* parent);
};

}  // namespace orderdeck::ui
