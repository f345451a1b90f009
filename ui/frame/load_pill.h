// The load that runs, in the bar: how fast, how far, and its stop; hidden while none runs. GUI thread.
#pragma once

#include <QWidget>

#include "api/snapshot.h"

class QToolButton;

namespace orderdeck::ui {

class LoadPill : public QWidget {
  Q_OBJECT
 public:
  explicit LoadPill(QWidget* parent = nullptr);

  void showLoad(const std::optional<api::LoadView>& load);
  /// Only the button that stops it, where the bar has no room for words.
  void setBrief(bool brief);
  /// Why the load cannot be stopped now; empty when it can.
  void setWhyNot(const QString& reason);
  void retranslate();
  QString text() const;

 signals:
  void opened();  // to be shown whole
  void stopRequested();

 private:
  void render();

  std::optional<api::LoadView> m_load;
  QToolButton* m_text;
  QToolButton* m_stop;
};

}  // namespace orderdeck::ui
