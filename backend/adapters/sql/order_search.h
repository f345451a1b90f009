// Finds orders by state, and by a text that is the beginning of an order id or a user id, or a product id: ids only,
// newest first. Private to adapters/sql; one session's, one thread's.
//
// A text is looked for from the newest order back, over stretches of the ledger that end at the borders of id buckets
// (the first characters of an order id: some seconds of the time in which orders were placed). The index of users is by
// bucket, so that writing an order touches a page that was just written, and not one for each user. A stretch grows
// while it is quick, and the search ends its page when its time is over: the next one goes on from there.
#pragma once

#include <functional>
#include <vector>

#include <QString>
#include <QStringList>

#include "adapters/sql/sql_session.h"
#include "ports/ledger/ledger_reader.h"

namespace orderdeck::adapters::sql {

/// Above every character that an id may have, so [text, text + kAboveIds) holds what begins with text.
inline const QString kAboveIds = QStringLiteral("~");

struct FoundOrders {
  QVariantList ids;  // newest first
  QString next;      // where the next page begins; empty: nothing is older
};

class OrderSearch {
 public:
  explicit OrderSearch(SqlSession& session) : m_session(session) {}

  /// Up to query.limit orders. The query names states, a text or both.
  core::Result<FoundOrders> page(const ports::OrderQuery& query);
  core::Result<ports::OrderCount> count(const ports::OrderQuery& query);

 private:
  /// Ids from `floor` on, below `ceiling`; the buckets that lie in between, wholly or in part.
  struct Stretch {
    QString floor, ceiling;
    QStringList buckets;
  };
  struct Statement {
    QString sql;
    QVariantList values;
  };
  enum class Walk { GoOn, Stop };

  /// From `ceiling` down, until `visit` says stop, nothing is left, or the time is over. Where it came to; empty:
  /// to the end.
  core::Result<QString> walk(QString ceiling, core::Millis time,
                             const std::function<core::Result<Walk>(const Stretch&)>& visit);
  core::Result<QStringList> bucketsBelow(const QString& ceiling, int most);
  core::Result<FoundOrders> pageOfStates(const ports::OrderQuery& query);
  core::Result<QVariantList> idsOf(const Statement& statement);
  core::Result<std::int64_t> numberOf(const Statement& statement);

  static Statement byState(const ports::OrderQuery& query, const Stretch& stretch, int limit);
  static Statement byText(const ports::OrderQuery& query, const Stretch& stretch, int limit);

  SqlSession& m_session;
};

}  // namespace orderdeck::adapters::sql
