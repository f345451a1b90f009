// Entries of the log of acts as a table, newest first. Rows come a page at a time; a view that nears the end asks for
// more. GUI thread.
#pragma once

#include "api/acts.h"
#include "ui/tables/keyed_table_model.h"

namespace orderdeck::ui {

class ActModel : public KeyedTableModel<api::ActView> {
  Q_OBJECT
 public:
  explicit ActModel(QObject* parent = nullptr);

  bool canFetchMore(const QModelIndex& parent) const override { return !parent.isValid() && m_next > 0 && !m_asked; }
  void fetchMore(const QModelIndex& parent) override;

  /// The newest page: older rows that are there stay, if nothing is missing between.
  void showNewest(api::ActsAnswer page);
  /// What moreWanted() asked for.
  void showOlder(api::ActsAnswer page);
  /// It did not come.
  void olderFailed() { m_asked = false; }

 signals:
  void moreWanted(qint64 from);  // answered by showOlder() or olderFailed()

 private:
  std::int64_t m_next = 0;  // where the next older page begins; 0: there is none
  bool m_asked = false;
};

}  // namespace orderdeck::ui
