// A file of orders: JSON lines or CSV. The backend reads it, and checks it whole before anything is sent. GUI thread.
#pragma once

#include <QWidget>

#include "api/command.h"

class QFormLayout;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace orderdeck::ui {

class TextLabel;

class FileForm : public QWidget {
  Q_OBJECT
 public:
  explicit FileForm(QWidget* parent = nullptr);
  void setRunning(bool running);
  /// Why nothing can be sent now; empty: it can.
  void setWhyNot(const QString& reason);

 signals:
  void startRequested(const api::ControlCall& call);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void choose();
  void start();
  void retranslate();
  void updateStart();

  bool m_running = false;
  QString m_whyNot;
  QFormLayout* m_form;
  QLineEdit* m_path;
  QSpinBox* m_rate;
  QPushButton* m_choose;
  QPushButton* m_start;
  TextLabel* m_hint;
  TextLabel* m_problem;
};

}  // namespace orderdeck::ui
