// One rebuild, step by step. Private to rebuild*.cpp; lives on the rebuild's thread.
#pragma once

#include <span>

#include "runtime/recovery/rebuild.h"

namespace orderdeck::runtime {

class Rebuild::Run {
 public:
  Run(Rebuild& owner, RebuildStores stores, const RebuildOrder& order, std::string id, std::stop_token stop)
      : m_owner(owner), m_stores(std::move(stores)), m_order(order), m_id(std::move(id)), m_stop(std::move(stop)) {}

  core::Result<api::RebuildReport> run();

 private:
  using Plan = services::RebuildPlan;
  using Done = core::Result<void>;

  static constexpr std::size_t kNamedForPeople = 1'000;  // orders that somebody must look at

  Done waitForLedger();
  Done goOn() const;
  Done make();
  std::set<std::string> products() const;
  Done addHotOrders(Plan& plan);
  Done addHotBatch(Plan& plan, std::vector<domain::Order>& batch);
  Done addBookedOrders(Plan& plan);
  Done addRestocks(Plan& plan);
  Done findLost();
  Done addLost(std::span<const std::string> ids);
  Done lookAtLetters();
  void sayWhatToDo();
  Done addKeys();
  Done write(const Plan& plan);
  void note(services::OrderFate fate, const std::string& orderId, const std::string& states);

  Rebuild& m_owner;
  RebuildStores m_stores;
  const RebuildOrder m_order;
  const std::string m_id;
  const std::stop_token m_stop;
  api::RebuildReport m_report;
  std::optional<ports::HighWaterMarks> m_marks;  // the ledger's, when the rebuild began
  std::vector<ports::StockLevel> m_hotLevels;
  std::set<std::string> m_lost;      // accepted, and in neither store
  std::set<std::string> m_lettered;  // of those: a dead letter still has them
  std::int64_t m_looked = 0;         // orders
};

}  // namespace orderdeck::runtime
