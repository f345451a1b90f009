// The hatched band under the bar while a fault is armed: what, where, how long still, how often it hit, and the way to
// end it. GUI thread.
#pragma once

#include <QStringList>
#include <QWidget>

#include "api/snapshot.h"

class QPushButton;

namespace orderdeck::ui {

class TextLabel;

class FaultBand : public QWidget {
  Q_OBJECT
 public:
  explicit FaultBand(QWidget* parent = nullptr);
  /// Hides itself when nothing is armed.
  void showFaults(const std::vector<api::FaultView>& faults);
  void setClearing(bool clearing);
  /// Why the faults cannot be cleared now; empty: they can.
  void setWhyNot(const QString& reason);
  void retranslate();
  QString text() const;

 signals:
  void clearRequested();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void fit();

  void showAct();

  QStringList m_faults;
  QString m_whyNot;
  bool m_clearing = false;
  TextLabel* m_title;
  TextLabel* m_text;
  QPushButton* m_clear;
};

}  // namespace orderdeck::ui
