// What the daemon does so that a hot store which was rolled back or emptied is noticed, and can be rebuilt from the
// ledger.
#include <set>

#include <spdlog/spdlog.h>

#include "adapters/kafka/kafka_inspector.h"
#include "adapters/redis/redis_order_store.h"
#include "adapters/redis/redis_rebuild.h"
#include "adapters/redis/redis_stock_store.h"
#include "adapters/redis/redis_store_marks.h"
#include "adapters/sql/sql_mark_book.h"
#include "adapters/sql/sql_rebuild_source.h"
#include "app/daemon/system/system.h"
#include "services/recovery/store_guard.h"

namespace orderdeck::daemon {

using core::Millis;
using core::Result;

namespace {
constexpr Millis kSecondPass{5'000};  // orders that were on the move during the first pass
constexpr Millis kBusPatience{1'000};
}  // namespace

/// Seeds only what is no emptied store: that would look new, and sell a second time what was sold.
Result<void> System::seedStock(const std::string& redisEndpoint) {
  const auto address = redisAddress(m_profile.redis, redisEndpoint, m_profile.redis.timeout);
  adapters::sql::SqlMarkBook book({.driver = m_profile.ledger.driver, .dsn = m_profile.ledger.dsn, .readOnly = true});
  adapters::redis::RedisStoreMarks store(address);
  const auto closed = services::checkStore(book, store, false);
  if (closed && !closed->empty()) {
    spdlog::error("the store is closed: {}", *closed);
    return {};
  }
  if (!closed) {
    // Not known is not rolled back; but a store without an epoch may be an emptied one.
    const auto look = store.look();
    if (!look) return std::unexpected(look.error());
    if (look->marks.epoch.empty()) return std::unexpected(closed.error());
  }
  return adapters::redis::RedisStockStore(address, "daemon").seed(m_catalogue);
}

runtime::RebuildStores System::openRebuildStores() const {
  const adapters::sql::LedgerConfig ledger{
      .driver = m_profile.ledger.driver, .dsn = m_profile.ledger.dsn, .create = false};
  adapters::sql::LedgerConfig reading = ledger;
  reading.readOnly = true;
  std::set<std::string> products;
  for (const auto& [id, product] : m_catalogue) products.insert(id);
  return {
      .hot = std::make_unique<adapters::redis::RedisOrderStore>(redis(), adapters::redis::Absence::Raw),
      .stock = std::make_unique<adapters::redis::RedisStockStore>(redis(), "daemon", adapters::redis::Absence::Raw),
      .marked = std::make_unique<adapters::redis::RedisStoreMarks>(redis()),
      .target = std::make_unique<adapters::redis::RedisRebuild>(redis()),
      .ledger = std::make_unique<adapters::sql::SqlRebuildSource>(reading),
      .book = std::make_unique<adapters::sql::SqlMarkBook>(ledger),
      .bus = std::make_unique<adapters::kafka::KafkaInspector>(adapters::kafka::KafkaInspectorSettings{
          .bootstrap = [this] { return m_directory.broker(); }, .clientId = "daemon-rebuild", .timeout = kBusPatience}),
      .letters = openDeadLetters(true),
      .catalogue = std::move(products),
      .journal = m_profile.dataDir + "/journal"};
}

/// Products that neither store knew are new; and what the restored orders' states call for has to be said again.
void System::afterRebuild() {
  if (const auto seeded = adapters::redis::RedisStockStore(redis(), "daemon").seedMore(m_catalogue); !seeded)
    spdlog::error("seeding after the rebuild: {}", seeded.error().what);
  const std::lock_guard lock(m_reconcileMutex);
  m_reconcileAt = {core::now(), core::now() + kSecondPass};
}

std::function<Result<std::string>()> System::epochProbe() const {
  return [store = std::make_shared<adapters::redis::RedisStoreMarks>(redis())]() -> Result<std::string> {
    auto look = store->look();
    if (!look) return std::unexpected(look.error());
    return std::move(look->marks.epoch);
  };
}

}  // namespace orderdeck::daemon
