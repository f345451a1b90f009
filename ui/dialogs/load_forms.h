// The forms that start a generated load: a burst of so many orders, or a rate over time with a slider that steers it while it runs. GUI thread.
#pragma once

#include <QWidget>

#include "runtime/command.h"

class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QPushButton;
class QSlider;
class QSpinBox;

namespace orderdeck::ui {

class BurstForm : public QWidget {
  Q_OBJECT
 public:
  explicit BurstForm(QWidget* parent = nullptr);
  void setRunning(bool running);

 signals:
  void startRequested(const runtime::LoadSpec& spec);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  bool m_running = false;
  QFormLayout* m_form;
  QSpinBox* m_count;
  QPushButton* m_start;
};

class RateForm : public QWidget {
  Q_OBJECT
 public:
  explicit RateForm(QWidget* parent = nullptr);
  void setRunning(bool running);

 signals:
  void startRequested(const runtime::LoadSpec& spec);
  void rateChanged(double ordersPerSecond);  // while a load runs

 protected:
  void changeEvent(QEvent* event) override;

 private:
  runtime::LoadSpec spec() const;
  void retranslate();

  bool m_running = false;
  QFormLayout* m_form;
  QSpinBox* m_rate;
  QSlider* m_slider;
  QComboBox* m_shape;
  QSpinBox* m_seconds;
  QSpinBox* m_hot;
  QSpinBox* m_duplicates;
  QPushButton* m_start;
};

}  // namespace orderdeck::ui
