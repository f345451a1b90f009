#include "app/daemon/wiring/system_stores.h"

#include <set>

#include <spdlog/spdlog.h>

#include "adapters/redis/redis_fence_probe.h"
#include "adapters/redis/redis_lock_inspector.h"
#include "adapters/redis/redis_marked_store.h"
#include "adapters/redis/redis_order_store.h"
#include "adapters/redis/redis_rebuild.h"
#include "adapters/redis/redis_stock_store.h"
#include "adapters/sql/sql_dead_letter_store.h"
#include "adapters/sql/sql_high_water_mark_store.h"
#include "adapters/sql/sql_ledger.h"
#include "adapters/sql/sql_ledger_audit.h"
#include "adapters/sql/sql_rebuild_source.h"
#include "app/daemon/wiring/bus_wiring.h"
#include "app/daemon/wiring/ledger_address.h"
#include "app/daemon/wiring/redis_address.h"
#include "services/recovery/store_guard.h"

namespace orderdeck::daemon {

using adapters::redis::Absence;
using adapters::redis::RedisMarkedStore;
using adapters::redis::RedisOrderStore;
using adapters::redis::RedisStockStore;
using core::Result;

namespace {

constexpr core::Millis kProbe{1'000};
const std::string kNode = "daemon";

}  // namespace

SystemStores::SystemStores(const runtime::Profile& profile, const domain::Catalogue& catalogue,
                           std::function<std::string()> bootstrap)
    : m_profile(profile), m_catalogue(catalogue), m_bootstrap(std::move(bootstrap)) {}

runtime::StoreProbes SystemStores::probes() const {
  const auto address = redisAddress(m_profile.redis, m_redis, kProbe);
  return {.hot = std::make_unique<RedisOrderStore>(address, Absence::Raw),
          .stock = std::make_unique<RedisStockStore>(address, kNode, Absence::Raw),
          .locks = std::make_unique<adapters::redis::RedisLockInspector>(address),
          .marks = std::make_unique<RedisMarkedStore>(address)};
}

runtime::AuditConnections SystemStores::audit(core::Millis timeout) const {
  const auto address = redisAddress(m_profile.redis, m_redis, timeout);
  return {.hot = std::make_unique<RedisOrderStore>(address, Absence::Raw),
          .stock = std::make_unique<RedisStockStore>(address, kNode, Absence::Raw),
          .ledger = ledger(),
          .audit = std::make_unique<adapters::sql::SqlLedgerAudit>(ledgerConfig(m_profile.ledger, LedgerAccess::Read)),
          .fences = std::make_unique<adapters::redis::RedisFenceProbe>(address),
          .letters = deadLetters(true)};
}

runtime::RebuildStores SystemStores::rebuild() const {
  const auto address = redisAddress(m_profile.redis, m_redis, m_profile.redis.timeout);
  std::set<std::string> products;
  for (const auto& [id, product] : m_catalogue) products.insert(id);
  return {
      .hot = std::make_unique<RedisOrderStore>(address, Absence::Raw),
      .stock = std::make_unique<RedisStockStore>(address, kNode, Absence::Raw),
      .marked = std::make_unique<RedisMarkedStore>(address),
      .target = std::make_unique<adapters::redis::RedisRebuild>(address),
      .ledger = std::make_unique<adapters::sql::SqlRebuildSource>(ledgerConfig(m_profile.ledger, LedgerAccess::Read)),
      .marks =
          std::make_unique<adapters::sql::SqlHighWaterMarkStore>(ledgerConfig(m_profile.ledger, LedgerAccess::Write)),
      .bus = makeBusInspector(m_bootstrap, kNode + "-rebuild"),
      .letters = deadLetters(true),
      .catalogue = std::move(products),
      .journal = m_profile.dataDir + "/journal"};
}

std::unique_ptr<ports::BusInspector> SystemStores::inspector() const { return makeBusInspector(m_bootstrap, kNode); }

std::unique_ptr<ports::LedgerReader> SystemStores::ledger() const {
  return std::make_unique<adapters::sql::SqlLedger>(ledgerConfig(m_profile.ledger, LedgerAccess::Read));
}

std::unique_ptr<ports::DeadLetterStore> SystemStores::deadLetters(bool readOnly) const {
  return std::make_unique<adapters::sql::SqlDeadLetterStore>(
      ledgerConfig(m_profile.ledger, readOnly ? LedgerAccess::Read : LedgerAccess::Write));
}

std::function<Result<std::string>()> SystemStores::epochProbe() const {
  const auto address = redisAddress(m_profile.redis, m_redis, m_profile.redis.timeout);
  return [store = std::make_shared<RedisMarkedStore>(address)]() -> Result<std::string> {
    auto look = store->look();
    if (!look) return std::unexpected(look.error());
    return std::move(look->marks.epoch);
  };
}

Result<void> SystemStores::makeLedger() const {
  // The first call of one that may write makes the tables, so that readers find them empty rather than not at all.
  const auto made = adapters::sql::SqlLedger(ledgerConfig(m_profile.ledger, LedgerAccess::Make)).find({});
  if (!made) return std::unexpected(made.error());
  return {};
}

Result<void> SystemStores::seedStock(const std::string& redis) const {
  const auto address = redisAddress(m_profile.redis, redis, m_profile.redis.timeout);
  adapters::sql::SqlHighWaterMarkStore ledger(ledgerConfig(m_profile.ledger, LedgerAccess::Read));
  RedisMarkedStore store(address);
  const auto closed = services::checkStore(ledger, store, false);
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
  return RedisStockStore(address, kNode).seed(m_catalogue);
}

Result<void> SystemStores::seedNewProducts() const {
  return RedisStockStore(redisAddress(m_profile.redis, m_redis, m_profile.redis.timeout), kNode).seedMore(m_catalogue);
}

}  // namespace orderdeck::daemon
