// The three cards at the foot of the overview: Redis inventory, Kafka lag, lock holders with the invariants. Each takes
// the snapshot and works out its own rows. Owned by OverviewPage; GUI thread.
#pragma once

#include <QElapsedTimer>
#include <QHash>

#include "api/snapshot.h"
#include "ui/tables/keyed_table_model.h"
#include "ui/widgets/card.h"

class QPushButton;

namespace orderdeck::ui {

class Badge;
class History;
class InvariantList;
class LagChart;
class TableView;
class TextLabel;

struct StockRow {
  QString id, name;
  std::int64_t available = 0, reserved = 0, sold = 0, stocked = 0;
  std::optional<std::int64_t> sellsOutSeconds;  // whole seconds: what is shown
  bool operator==(const StockRow&) const = default;
};

/// Worst first: what sells out soonest, then what has the smallest share left.
class InventoryCard : public Card {
  Q_OBJECT
 public:
  explicit InventoryCard(QWidget* parent = nullptr);
  void showSnapshot(const api::Snapshot& snapshot);
  void retranslate();

 signals:
  void productActivated(const QString& productId);

 private:
  void makeRoom(const std::vector<StockRow>& rows);

  Badge* m_balance;
  TableView* m_table;
  KeyedTableModel<StockRow> m_model;
  QHash<QString, int> m_places;  // the order shown, renewed every 2 s: rates tremble
  QElapsedTimer m_sinceSort;
  qsizetype m_count = 0;
};

struct GroupRow {
  QString group;
  domain::LagVerdictWord verdict;
  std::optional<std::int64_t> lag;
  QString oldest, drain;
  int color = 0;
  bool required = true;
  bool operator==(const GroupRow&) const = default;
};

class LagCard : public Card {
  Q_OBJECT
 public:
  explicit LagCard(const History& history, QWidget* parent = nullptr);
  void showSnapshot(const api::Snapshot& snapshot);
  void retranslate();
  void restyle();

 signals:
  void groupActivated(const QString& group);

 private:
  LagChart* m_chart;
  TableView* m_table;
  KeyedTableModel<GroupRow> m_model;
};

struct LockRow {
  QString productId, holder;
  std::int64_t fence = 0;
  int ttlTenths = 0, waiters = 0;
  double leaseLeft = 0;  // 0..1
  bool paused = false, free = false;
  bool operator==(const LockRow&) const = default;
};

/// Locks are held for milliseconds: one that was seen stays listed for 3 s, marked as free, so that it can be read.
class LockCard : public Card {
  Q_OBJECT
 public:
  explicit LockCard(QWidget* parent = nullptr);
  void showSnapshot(const api::Snapshot& snapshot);
  /// Whether an audit runs, and else why none can be started now; empty: one can.
  void showAudit(bool running, const QString& whyNot);
  void retranslate();

 signals:
  void lockActivated(const QString& productId);
  void auditRequested();
  void orderActivated(const QString& orderId);  // an offender of a broken invariant
  void productActivated(const QString& productId);

 private:
  void showChecked();
  void showOffenders(int number, const QPoint& globalPos);

  TextLabel* m_wait;
  TableView* m_table;
  KeyedTableModel<LockRow> m_model;
  QHash<QString, std::pair<LockRow, qint64>> m_seen;  // with the time it was last held, epoch ms
  bool m_auditing = false;
  QString m_whyNoAudit;
  TextLabel* m_checked;
  QPushButton* m_audit;
  InvariantList* m_invariants;
  std::vector<api::InvariantView> m_shown;
  std::optional<core::Timestamp> m_checkedAt;
  QString m_auditAge;   // of the live audit; empty: fresh
  bool m_live = false;  // something is known about some invariant
};

}  // namespace orderdeck::ui
