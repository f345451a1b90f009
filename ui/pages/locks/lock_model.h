// Locks that are held or waited for now, and how often each product's lock was taken, as tables. GUI thread.
#pragma once

#include "api/snapshot.h"
#include "ui/tables/keyed_table_model.h"

namespace orderdeck::ui {

class LockModel : public KeyedTableModel<api::LockHolderView> {
 public:
  explicit LockModel(QObject* parent = nullptr);
};

struct ContentionRow {
  QString productId;
  std::int64_t taken = 0;
  std::optional<double> perSecond;
  double share = 0;  // of the most taken one, 0..1
  bool operator==(const ContentionRow&) const = default;
};

class ContentionModel : public KeyedTableModel<ContentionRow> {
 public:
  explicit ContentionModel(QObject* parent = nullptr);
};

}  // namespace orderdeck::ui
