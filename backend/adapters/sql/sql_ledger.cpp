#include "adapters/sql/sql_ledger.h"

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include "adapters/sql/ledger_appender.h"
#include "adapters/sql/ledger_reader.h"
#include "adapters/sql/sql_session.h"

namespace orderdeck::adapters::sql {

using core::Result;

namespace {

constexpr std::uintmax_t kLeastRoom = 1024 * 1024;

/// What is written and taken back never reaches the disk, so that a full one has to be looked for.
Result<void> hasRoom(const std::string& file) {
  std::error_code unknown;
  const auto space = std::filesystem::space(std::filesystem::path(file).parent_path(), unknown);
  if (unknown || (::geteuid() == 0 ? space.free : space.available) >= kLeastRoom) return {};
  return core::fail(
      core::ErrorCode::Unavailable,
      fmt::format("the ledger {} cannot grow: its disk is full. Free some space: work then goes on by itself", file),
      true);
}

}  // namespace

struct SqlLedger::Connection {
  explicit Connection(std::unique_ptr<SqlSession> opened) : session(std::move(opened)) {}

  std::unique_ptr<SqlSession> session;
  LedgerAppender appender{*session};
  sql::LedgerReader reader{*session};  // not the port
};

SqlLedger::SqlLedger(LedgerConfig config)
    : m_config(std::move(config)), m_interceptor(ports::makeInterceptor(m_config.link)) {
  if (m_config.driver != "sqlite" && m_config.driver != "postgresql")
    throw std::invalid_argument("ledger driver must be sqlite or postgresql, not " + m_config.driver);
}

SqlLedger::~SqlLedger() = default;

template <typename Call>
auto SqlLedger::with(Call call) -> decltype(call(std::declval<Connection&>())) {
  return ports::over(m_interceptor.get(), [&]() -> decltype(call(std::declval<Connection&>())) {
    if (m_connection && m_connection->session->isLost()) m_connection.reset();
    if (!m_connection) {
      auto session = SqlSession::open(m_config);
      if (!session) return std::unexpected(session.error());
      m_connection = std::make_unique<Connection>(std::move(*session));
      m_config.create = false;  // what is gone from now on was there, and must not begin anew
    }
    auto answer = call(*m_connection);
    if (m_connection->session->isLost()) m_connection.reset();
    return answer;
  });
}

Result<std::vector<std::string>> SqlLedger::append(std::span<const ports::Delivery> entries) {
  return with([&](Connection& c) { return c.appender.append(entries); });
}

Result<void> SqlLedger::check() {
  if (m_config.driver != "sqlite") return with([](Connection& c) { return c.appender.check(); });
  // Through a connection of its own: one that is open goes on with what it has in memory of a file that nobody can read
  // any more.
  return ports::over(m_interceptor.get(), [this]() -> Result<void> {
    if (auto room = hasRoom(m_config.dsn); !room) return room;
    LedgerConfig config = m_config;
    config.create = false;
    const auto session = SqlSession::open(config);
    if (!session) return std::unexpected(session.error());
    return LedgerAppender(**session).check();
  });
}

Result<std::optional<ports::LedgerOrder>> SqlLedger::find(const std::string& orderId) {
  return with([&](Connection& c) { return c.reader.find(orderId); });
}

Result<ports::OrderPage> SqlLedger::list(const ports::OrderQuery& query) {
  return with([&](Connection& c) { return c.reader.list(query); });
}

Result<ports::OrderCount> SqlLedger::count(const ports::OrderQuery& query) {
  return with([&](Connection& c) { return c.reader.count(query); });
}

Result<std::vector<ports::StockMovement>> SqlLedger::movements(const std::string& productId, int limit) {
  return with([&](Connection& c) { return c.reader.movements(productId, limit); });
}

}  // namespace orderdeck::adapters::sql
