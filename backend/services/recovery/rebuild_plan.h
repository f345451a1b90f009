// What a rebuilt hot store must look like, from what the ledger has and what the store has. Order by order, so that
// neither need be in memory as a whole: the decisions are the caller's to carry out, the sums come out at the end.
// Pure; one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "domain/order/order.h"
#include "ports/ledger/rebuild_source.h"
#include "ports/store/high_water_marks.h"
#include "ports/store/stock_store.h"
#include "services/recovery/replayed_order.h"

namespace orderdeck::services {

enum class OrderFate {
  Same,      // both stores have it in the same state
  Restored,  // only the ledger has it: written
  Advanced,  // the ledger has it further, or on another way: written as the ledger tells it
  Kept,      // the hot store has it further, or alone: left as it is
  Dropped,   // the ledger has it to its end, the hot store does not: taken out of the hot store, which need not know it
             // any more
  Untold,  // the ledger knows too little of it to write it (or of products that never were), and the hot store nothing
  Closed,  // open in both, while the ledger has its money back with the customer: written as closed, so that it is
           // never charged again
  Disputed,  // it went out of the house, and its money back to the customer: left as it is, for a person to settle
};

std::string_view fateName(OrderFate fate);

struct PlannedLevel {
  std::optional<ports::StockLevel> before;  // nothing: the hot store does not know the product
  ports::StockLevel after;
};

class RebuildPlan {
 public:
  /// `products`: those that exist; nothing: all that are named. The ledger hears names from the bus, where anybody can
  /// forge one.
  RebuildPlan(const std::vector<ports::BookedGroup>& groups, const std::map<std::string, ports::MovementSums>& sums,
              std::optional<std::set<std::string>> products = {});

  /// An order of the hot store. Nothing for one that the ledger has, but not to its end: it comes by addBooked().
  std::optional<OrderFate> addHot(const domain::Order& hot, const std::optional<ports::BookedState>& booked);
  /// An order that the ledger has, but not to its end.
  OrderFate addBooked(const ReplayedOrder& booked, const std::optional<domain::Order>& hot);
  /// What the last addBooked() wants written in the hot store; nothing: what stands there is left as it is.
  const std::optional<domain::Order>& toWrite() const { return m_toWrite; }
  /// Units of a restock that the hot store has and the ledger does not have yet.
  void addRestock(const std::string& productId, std::int64_t quantity);

  /// Every product of either store, by id. The tokens are beyond every one that was ever handed out: those since the
  /// marks were taken too.
  std::vector<PlannedLevel> levels(const std::vector<ports::StockLevel>& hot,
                                   const std::map<std::string, std::int64_t>& fences) const;
  /// Transition counters that lead every order to where it is.
  const std::map<std::string, std::int64_t>& flow() const { return m_flow; }

 private:
  bool exists(const std::string& product) const { return !m_products || m_products->contains(product); }
  OrderFate settle(domain::Order order, const ReplayedOrder& booked, OrderFate fate);
  void walk(const std::vector<domain::OrderState>& way, std::int64_t orders);
  void adjust(const domain::Order& order, const BookedMovements& booked);

  const std::optional<std::set<std::string>> m_products;
  std::map<std::string, ports::StockLevel> m_levels;
  std::map<std::string, std::int64_t> m_flow;
  std::optional<domain::Order> m_toWrite;
};

}  // namespace orderdeck::services
