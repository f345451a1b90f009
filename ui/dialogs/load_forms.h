// The forms that start a generated load: a burst of so many orders, or a rate over time with a slider that steers it
// while it runs. GUI thread.
#pragma once

#include <QWidget>

#include "api/command.h"
#include "api/snapshot.h"

class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QPushButton;
class QSlider;
class QSpinBox;
class QTimer;

namespace orderdeck::ui {

class TextLabel;

class BurstForm : public QWidget {
  Q_OBJECT
 public:
  explicit BurstForm(QWidget* parent = nullptr);
  void setRunning(bool running);
  /// Why nothing can be sent now; empty: it can.
  void setWhyNot(const QString& reason);

 signals:
  void startRequested(const api::LoadSpec& spec);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  bool m_running = false;
  QString m_whyNot;
  QFormLayout* m_form;
  QSpinBox* m_count;
  QPushButton* m_start;
};

class RateForm : public QWidget {
  Q_OBJECT
 public:
  explicit RateForm(QWidget* parent = nullptr);
  /// The load that runs, or the last one. A steady one that was started elsewhere sets the slider.
  void showLoad(const std::optional<api::LoadView>& load);
  /// Why nothing can be sent now; empty: it can.
  void setWhyNot(const QString& reason);

 signals:
  void startRequested(const api::LoadSpec& spec);
  void rateChanged(double ordersPerSecond);  // while a load runs whose rate can be changed; at most ten a second

 protected:
  void changeEvent(QEvent* event) override;

 private:
  api::LoadSpec spec() const;
  void retranslate();
  void showRunning();

  bool m_running = false;
  bool m_steerable = false;
  QString m_whyNot;
  std::string m_load;  // its id
  QTimer* m_steer;
  QFormLayout* m_form;
  QSpinBox* m_rate;
  QSlider* m_slider;
  QComboBox* m_shape;
  QSpinBox* m_seconds;
  QSpinBox* m_hot;
  QSpinBox* m_duplicates;
  TextLabel* m_hint;
  QPushButton* m_start;
};

}  // namespace orderdeck::ui
