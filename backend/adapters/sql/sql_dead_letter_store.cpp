#include "adapters/sql/sql_dead_letter_store.h"

#include <algorithm>

#include <QStringList>

#include "adapters/sql/dead_letter_rows.h"
#include "adapters/sql/id_list.h"
#include "adapters/sql/kept_session.h"
#include "domain/events/completeness.h"
#include "domain/events/event.h"
#include "domain/order/order_state.h"

namespace orderdeck::adapters::sql {

using core::Result;
using ports::DeadLetter;
using ports::DeadLetterQuery;

namespace {

QString terminalStates() {
  QStringList words;
  for (const domain::OrderState state : domain::kOrderStates)
    if (domain::isTerminal(state)) words << QLatin1Char('\'') + toQt(domain::stateName(state)) + QLatin1Char('\'');
  return words.join(QStringLiteral(", "));
}

/// Whether the letter is the end of an order's mail. A message that is no event, whatever order it names, is the end of
/// nothing.
bool isLostMail(const DeadLetter& letter) {
  if (letter.service != "notification" || letter.orderId.empty()) return false;
  const auto event = domain::decodeEvent(letter.body);
  return event && event->kind == domain::EventKind::InventoryUpdated;
}

Result<std::vector<std::string>> texts(Result<QSqlQuery> rows) {
  if (!rows) return std::unexpected(rows.error());
  std::vector<std::string> all;
  while (rows->next()) all.push_back(textAt(*rows, 0));
  return all;
}

}  // namespace

SqlDeadLetterStore::SqlDeadLetterStore(LedgerConfig config)
    : m_interceptor(ports::makeInterceptor(config.link)), m_session(std::make_unique<KeptSession>(std::move(config))) {}
SqlDeadLetterStore::~SqlDeadLetterStore() = default;

template <typename Call>
auto SqlDeadLetterStore::with(Call call) -> decltype(call(std::declval<SqlSession&>())) {
  return ports::over(m_interceptor.get(), [&]() -> decltype(call(std::declval<SqlSession&>())) {
    const auto session = m_session->get();
    if (!session) return std::unexpected(session.error());
    auto answer = call(**session);
    m_session->dropLost();
    return answer;
  });
}

template <typename Call>
auto SqlDeadLetterStore::inTransaction(Call call) -> decltype(call(std::declval<SqlSession&>())) {
  return with([&](SqlSession& session) -> decltype(call(session)) {
    if (auto begun = session.begin(); !begun) return std::unexpected(begun.error());
    auto answer = call(session);
    if (!answer) {
      session.rollback();
      return answer;
    }
    if (auto committed = session.commit(); !committed) return std::unexpected(committed.error());
    return answer;
  });
}

Result<void> SqlDeadLetterStore::record(std::span<const DeadLetter> letters) {
  return inTransaction([&](SqlSession& session) -> Result<void> {
    for (const DeadLetter& letter : letters) {
      if (auto done = session.run(insertLetterSql(), insertLetterValues(letter)); !done)
        return std::unexpected(done.error());
      if (!isLostMail(letter)) continue;
      // It is told: the order need not be kept open for a mail that nobody will get.
      auto told = session.run(QStringLiteral("UPDATE orders SET seen = seen | %1 WHERE order_id = ?")
                                  .arg(static_cast<int>(domain::kSeenUndelivered)),
                              {toQt(letter.orderId)});
      if (!told) return std::unexpected(told.error());
    }
    return {};
  });
}

Result<std::vector<DeadLetter>> SqlDeadLetterStore::list(const DeadLetterQuery& query) {
  return with([&](SqlSession& session) -> Result<std::vector<DeadLetter>> {
    const LetterCondition condition = conditionOf(query);
    auto rows = session.run(selectLettersSql() + condition.sql +
                                QStringLiteral(" ORDER BY recorded_at DESC, letter_id DESC LIMIT %1")
                                    .arg(std::clamp(query.limit, 1, 1'000)),
                            condition.values);
    if (!rows) return std::unexpected(rows.error());
    std::vector<DeadLetter> letters;
    while (rows->next()) {
      auto letter = letterAt(*rows);
      if (!letter) return std::unexpected(letter.error());
      letters.push_back(std::move(*letter));
    }
    return letters;
  });
}

Result<std::vector<std::string>> SqlDeadLetterStore::ids(const DeadLetterQuery& query) {
  return with([&](SqlSession& session) {
    const LetterCondition condition = conditionOf(query);
    return texts(session.run(QStringLiteral("SELECT letter_id FROM dead_letters WHERE ") + condition.sql +
                                 QStringLiteral(" ORDER BY recorded_at, letter_id"),
                             condition.values));
  });
}

Result<std::optional<DeadLetter>> SqlDeadLetterStore::find(const std::string& letterId) {
  return with([&](SqlSession& session) -> Result<std::optional<DeadLetter>> {
    auto rows = session.run(selectWholeLettersSql() + QStringLiteral("letter_id = ?"), {toQt(letterId)});
    if (!rows) return std::unexpected(rows.error());
    std::optional<DeadLetter> found;
    while (rows->next()) {
      auto letter = wholeLetterAt(*rows);
      if (!letter) return std::unexpected(letter.error());
      found = std::move(*letter);
    }
    return found;
  });
}

Result<std::map<std::string, std::int64_t>> SqlDeadLetterStore::counts(const DeadLetterQuery& query) {
  return with([&](SqlSession& session) -> Result<std::map<std::string, std::int64_t>> {
    const LetterCondition condition = conditionOf(query);
    auto rows = session.run(QStringLiteral("SELECT topic, COUNT(*) FROM dead_letters WHERE ") + condition.sql +
                                QStringLiteral(" GROUP BY topic"),
                            condition.values);
    if (!rows) return std::unexpected(rows.error());
    std::map<std::string, std::int64_t> counted;
    while (rows->next()) counted[textAt(*rows, 0)] = rows->value(1).toLongLong();
    return counted;
  });
}

Result<int> SqlDeadLetterStore::mark(std::span<const std::string> letterIds, domain::LetterStatusWord status,
                                     core::Timestamp at) {
  return inTransaction([&](SqlSession& session) -> Result<int> {
    const bool redriven = status == domain::LetterStatus::Redriven;
    int marked = 0;
    for (const auto some : slicesOf(letterIds)) {
      QVariantList values = {toQt(status.text()), static_cast<qlonglong>(core::toEpochMillis(at)), redriven ? 1 : 0};
      values << toValues(some);
      if (redriven) values << values[1] << toValues(some);
      const QString these = QStringLiteral("letter_id IN (%1)").arg(placeholders(some.size()));
      const auto done = session.run(
          QStringLiteral("UPDATE dead_letters SET status = ?, redriven_at = ?, redrives = redrives + ? WHERE status = "
                         "'waiting' AND ") +
              (redriven
                   ? QStringLiteral(
                         "(%1 OR recorded_at < ? AND fingerprint IN (SELECT fingerprint FROM dead_letters WHERE %1))")
                         .arg(these)
                   : these),
          values);
      if (!done) return std::unexpected(done.error());
      marked += done->numRowsAffected();
    }
    return marked;
  });
}

Result<std::vector<std::string>> SqlDeadLetterStore::openOrders() {
  return with([&](SqlSession& session) {
    return texts(session.run(
        QStringLiteral("SELECT DISTINCT o.order_id FROM dead_letters d JOIN orders o ON o.order_id = d.order_id "
                       "WHERE d.status = 'waiting' AND o.state NOT IN (%1)")
            .arg(terminalStates())));
  });
}

Result<std::vector<std::string>> SqlDeadLetterStore::waitingOrders() {
  return with([&](SqlSession& session) {
    return texts(session.run(
        QStringLiteral("SELECT DISTINCT order_id FROM dead_letters WHERE status = 'waiting' AND order_id <> ''")));
  });
}

}  // namespace orderdeck::adapters::sql
