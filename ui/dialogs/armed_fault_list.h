// The faults that are armed, a line each with its own way to end it: what, where, for how long still, what it struck,
// and what happened since. GUI thread.
#pragma once

#include <QWidget>
#include <vector>

#include "api/snapshot.h"

class QPushButton;
class QVBoxLayout;

namespace orderdeck::ui {

class TextLabel;

class ArmedFaultList : public QWidget {
  Q_OBJECT
 public:
  explicit ArmedFaultList(QWidget* parent = nullptr);

  /// Hides itself when nothing is armed.
  void showFaults(const std::vector<api::FaultView>& faults);
  /// Why none can be cleared now; empty: they can.
  void setWhyNot(const QString& reason);
  void retranslate();

 signals:
  void clearRequested(const QString& id);

 private:
  struct Line {
    QString id;
    QWidget* widget;
    TextLabel* text;
    QPushButton* clear;
  };

  void addLine(const QString& id);
  void fill();

  std::vector<api::FaultView> m_faults;
  std::vector<Line> m_lines;
  QString m_whyNot;
  QVBoxLayout* m_layout;
  TextLabel* m_title;
};

}  // namespace orderdeck::ui
