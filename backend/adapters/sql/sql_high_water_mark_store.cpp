#include "adapters/sql/sql_high_water_mark_store.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "adapters/sql/kept_session.h"

namespace orderdeck::adapters::sql {

using core::Result;
using ports::HighWaterMarks;

namespace {

using Numbers = std::map<std::string, std::int64_t>;

std::string encode(const HighWaterMarks& marks) {
  return nlohmann::json{{"flow", marks.flow}, {"stocked", marks.stocked}, {"fences", marks.fences}}.dump(
      -1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<void> decode(const std::string& text, HighWaterMarks& marks) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  for (const auto& [name, numbers] :
       {std::pair("flow", &marks.flow), std::pair("stocked", &marks.stocked), std::pair("fences", &marks.fences)}) {
    if (!json.is_object() || !json.contains(name) || !json[name].is_object())
      return core::fail(core::ErrorCode::Unavailable,
                        "the ledger's table store_marks cannot be read: its newest row is not what was written there",
                        true);
    for (const auto& [key, value] : json[name].items()) {
      if (value.is_number_integer()) numbers->emplace(key, value.get<std::int64_t>());
    }
  }
  return {};
}

void raiseTo(Numbers& marks, const Numbers& seen) {
  for (const auto& [name, value] : seen) {
    std::int64_t& mark = marks[name];
    mark = std::max(mark, value);
  }
}

/// `toRaise`: the row is locked until the transaction ends. SQLite's transactions have the whole file to themselves.
Result<std::optional<HighWaterMarks>> readNewest(SqlSession& session, bool toRaise = false) {
  const QString lock = toRaise && !session.isSqlite() ? QStringLiteral(" FOR UPDATE") : QString();
  auto rows =
      session.run(QStringLiteral("SELECT epoch, since, marks FROM store_marks ORDER BY number DESC LIMIT 1") + lock);
  if (!rows) return std::unexpected(rows.error());
  std::optional<HighWaterMarks> newest;
  while (rows->next()) {
    newest.emplace();
    newest->epoch = textAt(*rows, 0);
    newest->since = core::fromEpochMillis(rows->value(1).toLongLong());
    if (auto decoded = decode(textAt(*rows, 2), *newest); !decoded) return std::unexpected(decoded.error());
  }
  return newest;
}

Result<void> insert(SqlSession& session, const HighWaterMarks& marks) {
  auto done = session.run(QStringLiteral("INSERT INTO store_marks (epoch, number, since, noted_at, marks) VALUES (?, "
                                         "(SELECT COALESCE(MAX(number), 0) + 1 FROM store_marks), ?, ?, ?) "
                                         "ON CONFLICT (epoch) DO UPDATE SET number = excluded.number, noted_at = "
                                         "excluded.noted_at, marks = excluded.marks"),
                          {toQt(marks.epoch), static_cast<qlonglong>(core::toEpochMillis(marks.since)),
                           static_cast<qlonglong>(core::toEpochMillis(core::now())), toQt(encode(marks))});
  return done ? Result<void>{} : std::unexpected(done.error());
}

}  // namespace

SqlHighWaterMarkStore::SqlHighWaterMarkStore(LedgerConfig config)
    : m_interceptor(ports::makeInterceptor(config.link)), m_session(std::make_unique<KeptSession>(std::move(config))) {}
SqlHighWaterMarkStore::~SqlHighWaterMarkStore() = default;

template <typename Call>
auto SqlHighWaterMarkStore::with(Call call) -> decltype(call(std::declval<SqlSession&>())) {
  return ports::over(m_interceptor.get(), [&]() -> decltype(call(std::declval<SqlSession&>())) {
    const auto session = m_session->get();
    if (!session) return std::unexpected(session.error());
    auto answer = call(**session);
    m_session->dropLost();
    return answer;
  });
}

template <typename Call>
Result<void> SqlHighWaterMarkStore::inTransaction(Call call) {
  return with([&](SqlSession& session) -> Result<void> {
    if (auto begun = session.begin(); !begun) return begun;
    auto done = call(session);
    if (done) return session.commit();
    session.rollback();
    return done;
  });
}

Result<std::optional<HighWaterMarks>> SqlHighWaterMarkStore::newest() {
  return with([](SqlSession& session) -> Result<std::optional<HighWaterMarks>> {
    auto newest = readNewest(session);
    if (!newest || *newest) return newest;
    // Counts every order, but only until the first marks are there.
    auto rows = session.run(QStringLiteral("SELECT COUNT(*) FROM orders"));
    if (!rows) return std::unexpected(rows.error());
    std::int64_t orders = 0;
    while (rows->next()) orders = rows->value(0).toLongLong();
    if (orders > 0) newest->emplace().flow = {{">created", orders}};
    return newest;
  });
}

Result<void> SqlHighWaterMarkStore::raise(const HighWaterMarks& seen) {
  if (seen.epoch.empty()) return {};
  return inTransaction([&](SqlSession& session) -> Result<void> {
    auto newest = readNewest(session, true);
    if (!newest) return std::unexpected(newest.error());
    if (!*newest) return insert(session, seen);
    HighWaterMarks& marks = **newest;
    if (marks.epoch != seen.epoch) return {};
    raiseTo(marks.flow, seen.flow);
    raiseTo(marks.stocked, seen.stocked);
    raiseTo(marks.fences, seen.fences);
    auto done =
        session.run(QStringLiteral("UPDATE store_marks SET noted_at = ?, marks = ? WHERE epoch = ?"),
                    {static_cast<qlonglong>(core::toEpochMillis(core::now())), toQt(encode(marks)), toQt(marks.epoch)});
    return done ? Result<void>{} : std::unexpected(done.error());
  });
}

Result<void> SqlHighWaterMarkStore::begin(const HighWaterMarks& marks) {
  return inTransaction([&](SqlSession& session) { return insert(session, marks); });
}

}  // namespace orderdeck::adapters::sql
