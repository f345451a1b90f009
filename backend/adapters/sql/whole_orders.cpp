#include "adapters/sql/whole_orders.h"

#include <array>

#include <QStringList>

#include "domain/events/completeness.h"
#include "domain/events/json_text.h"

namespace orderdeck::adapters::sql {

using core::Result;

namespace {

/// Of the orders in a JSON list, those that are terminal.
QString endedSql() {
  QStringList terminal;
  for (const domain::OrderState state : domain::kOrderStates)
    if (domain::isTerminal(state)) terminal << QStringLiteral("'%1'").arg(toQt(domain::stateName(state)));
  return QStringLiteral(
             "SELECT order_id, state, seen FROM orders WHERE order_id IN (SELECT json_array_elements_text(?::json)) "
             "AND state IN (%1)")
      .arg(terminal.join(QLatin1Char(',')));
}

bool isWholeRow(std::string_view stateName, int seen) {
  const auto state = domain::parseState(stateName);
  return state && domain::isWhole(*state, seen);
}

}  // namespace

Result<void> WholeOrders::addThoseOf(const std::unordered_set<std::string_view>& orderIds,
                                     std::vector<std::string>& whole) {
  if (orderIds.empty()) return {};
  return m_session.isSqlite() ? addOneByOne(orderIds, whole) : addAtOnce(orderIds, whole);
}

Result<void> WholeOrders::addOneByOne(const std::unordered_set<std::string_view>& orderIds,
                                      std::vector<std::string>& whole) {
  if (!m_one) {
    auto statement = SqliteStatement::prepare(m_session, "SELECT state, seen FROM orders WHERE order_id = ?");
    if (!statement) return std::unexpected(statement.error());
    m_one = *std::move(statement);
  }
  for (const std::string_view id : orderIds) {
    const auto done = m_one->readRow(std::array{SqlValue(id)}, [&](const SqliteRow& row) {
      if (isWholeRow(row.text(0), static_cast<int>(row.integer(1)))) whole.emplace_back(id);
    });
    if (!done) return done;
  }
  return {};
}

Result<void> WholeOrders::addAtOnce(const std::unordered_set<std::string_view>& orderIds,
                                    std::vector<std::string>& whole) {
  if (!m_ended) {
    auto query = m_session.prepare(endedSql());
    if (!query) return std::unexpected(query.error());
    m_ended = std::move(*query);
  }
  std::string ids;
  for (const std::string_view id : orderIds) {
    ids += ids.empty() ? '[' : ',';
    domain::appendJsonString(ids, id);
  }
  m_ended->bindValue(0, toQt(ids + ']'));
  if (auto done = m_session.execute(*m_ended, QStringLiteral("look for ended orders")); !done)
    return std::unexpected(done.error());
  while (m_ended->next())
    if (isWholeRow(textAt(*m_ended, 1), m_ended->value(2).toInt())) whole.push_back(textAt(*m_ended, 0));
  return {};
}

}  // namespace orderdeck::adapters::sql
