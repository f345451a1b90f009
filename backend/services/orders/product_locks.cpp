#include "services/orders/product_locks.h"

#include <chrono>

#include "domain/order/lock_names.h"

namespace orderdeck::services {

core::Result<ProductGrant> ProductLocks::acquire(const std::set<std::string>& productIds, core::Millis wait) {
  std::vector<std::string> resources;
  resources.reserve(productIds.size());
  for (const std::string& id : productIds) resources.push_back(domain::productLock(id));
  auto lock = m_lock.acquire(std::move(resources), m_holder, m_lease, wait);
  if (!lock) return std::unexpected(std::move(lock.error()));
  ProductGrant grant{.lock = std::move(*lock), .fences = {}};
  auto fences = m_fences.draw(std::vector<std::string>(productIds.begin(), productIds.end()));
  if (fences && std::chrono::steady_clock::now() >= grant.lock.until)
    fences = core::fail(core::ErrorCode::Timeout, "the lease of the product locks ended too soon", true);
  if (!fences) {
    release(grant);
    return std::unexpected(std::move(fences.error()));
  }
  grant.fences = std::move(*fences);
  return grant;
}

void ProductLocks::release(const ProductGrant& grant) { static_cast<void>(m_lock.release(grant.lock, m_holder)); }

}  // namespace orderdeck::services
