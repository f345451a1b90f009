// Ctrl+K: type a few letters of a page, an act or a thing of the system, Enter goes to it. GUI thread.
#pragma once

#include <QDialog>
#include <functional>
#include <vector>

#include "ui/frame/goal.h"

class QAction;
class QLineEdit;
class QListWidget;

namespace orderdeck::ui {

class CommandPalette : public QDialog {
  Q_OBJECT
 public:
  /// `find` tells what there is for a text; of that those are listed whose text has each of its words. Nothing typed:
  /// the acts alone.
  using Find = std::function<std::vector<Goal>(const QString& typed)>;
  CommandPalette(const QList<QAction*>& acts, Find find, QWidget* parent);

  /// What there is may be another by now.
  void refresh();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void filter(const QString& text);
  void run();

  std::vector<Goal> m_acts, m_shown;
  Find m_find;
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
