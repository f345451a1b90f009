// The bar on top: the profile's badge, health chips, figures, the load that runs, the two actions. GUI thread.
#pragma once

#include <QWidget>

#include "api/snapshot.h"
#include "ui/widgets/text_label.h"

class QAction;
class QPushButton;

namespace orderdeck::ui {

class Badge;
class Chip;
class Freshness;
class LoadPill;

/// A large figure under a small caption, with a rule at its left.
class FigureBox : public QWidget {
  Q_OBJECT
 public:
  explicit FigureBox(QWidget* parent = nullptr);
  void setCaption(const QString& caption, const QString& tip);
  void setValue(const QString& value);
  void setInk(TextLabel::Ink ink);  // while it is fresh; setFreshness() puts it on
  /// While its source is stale the value is grey, and the caption says how old it is.
  void setFreshness(const Freshness& freshness);
  QString value() const;
  QString caption() const { return m_caption->text(); }  // with the age of what is stale
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void showCaption();

  TextLabel::Ink m_ink = TextLabel::Ink::Text;
  QString m_captionText, m_tip, m_age, m_why;
  TextLabel* m_caption;
  TextLabel* m_value;
};

class TopBar : public QWidget {
  Q_OBJECT
 public:
  /// The buttons trigger these actions and take their tooltips.
  TopBar(QAction* injectOrders, QAction* injectFault, QWidget* parent = nullptr);
  void showSnapshot(const api::Snapshot& snapshot);
  void retranslate();
  LoadPill* load() const { return m_load; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void showChips(const api::Snapshot& snapshot);
  void showFigures(const api::Snapshot& snapshot);
  void showWhatFits();

  Badge* m_profile;
  Chip* m_health;
  Chip* m_redis;
  Chip* m_kafka;
  Chip* m_nodes;
  Chip* m_ledger;
  FigureBox* m_rate;
  FigureBox* m_refused;
  FigureBox* m_latency;
  FigureBox* m_inFlight;
  FigureBox* m_outbox;
  LoadPill* m_load;
  QPushButton* m_orders;
  QPushButton* m_fault;
  QAction* m_ordersAction;
  QAction* m_faultAction;
};

}  // namespace orderdeck::ui
