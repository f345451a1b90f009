// What a rebuild can say of orders that were accepted and are in neither store, and of what a person must do: the last
// part of Rebuild::Run.
#include <algorithm>

#include <fmt/format.h>

#include "runtime/load/journal.h"
#include "runtime/recovery/rebuild_run.h"

namespace orderdeck::runtime {

using core::Result;

/// Whoever knows ids that were accepted is asked: the store's own index, and what clients were told.
Result<void> Rebuild::Run::findLost() {
  m_owner.step("orders that are lost");
  const auto indexed = m_stores.target->lostOrders();
  if (!indexed) return std::unexpected(indexed.error());
  if (auto done = addLost(*indexed); !done) return done;
  // What is restored is there by now; what is still in the index was lost, or has ended.
  if (!m_order.dryRun) {
    if (auto done = m_stores.target->dropOrders(*indexed); !done) return done;
  }
  m_looked = 0;
  const auto read = readJournals(m_stores.journal, [this](std::span<const std::string> ids) -> Result<void> {
    if (auto go = goOn(); !go) return go;
    m_owner.step("orders of the journals", m_looked += std::ssize(ids));
    return addLost(ids);
  });
  if (!read) return read;
  return lookAtLetters();
}

Result<void> Rebuild::Run::addLost(std::span<const std::string> ids) {
  const auto booked = m_stores.ledger->states(ids);
  if (!booked) return std::unexpected(booked.error());
  std::vector<std::string> unheard;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!(*booked)[i]) unheard.push_back(ids[i]);
  }
  if (unheard.empty()) return {};
  const auto hot = m_stores.hot->find(unheard);
  if (!hot) return std::unexpected(hot.error());
  for (std::size_t i = 0; i < unheard.size(); ++i) {
    if (!(*hot)[i]) m_lost.insert(unheard[i]);
  }
  return {};
}

/// An order whose placement no service could take is not lost for good: its dead letter can be redriven.
Result<void> Rebuild::Run::lookAtLetters() {
  if (!m_stores.letters) return {};
  const auto letters =
      m_stores.letters->list({.topic = "order-created", .status = domain::LetterStatus::Waiting, .limit = 1'000});
  if (!letters) return std::unexpected(letters.error());
  std::vector<std::string> ids;
  for (const ports::DeadLetter& letter : *letters) {
    if (!letter.orderId.empty()) ids.push_back(letter.orderId);
  }
  const std::set<std::string> before = std::exchange(m_lost, {});
  if (auto done = addLost(ids); !done) return done;
  m_lettered = m_lost;
  m_lost.insert(before.begin(), before.end());
  return {};
}

void Rebuild::Run::sayWhatToDo() {
  for (const std::string& id : m_lost) {
    if (m_report.lostOrders.size() < kNamedForPeople) m_report.lostOrders.push_back(id);
  }
  const auto say = [this](std::int64_t count, std::string what) {
    if (count > 0) m_report.actions.push_back(fmt::format("{} {}", count, what));
  };
  const auto fate = [this](const char* name) {
    const auto found = m_report.orders.find(name);
    return found == m_report.orders.end() ? std::int64_t{0} : found->second;
  };
  const auto lettered = std::ssize(m_lettered);
  say(lettered,
      "lost orders are in a waiting dead letter of order-created: look at it (`orderdeckctl dlq list --topic "
      "order-created`) and tell the customer");
  say(m_report.lost - lettered,
      "accepted orders are lost: they were answered 202 and are in neither store. They were not charged as far as the "
      "ledger knows; their customers must order again");
  say(fate("closed"),
      "orders were closed, since the ledger has their money back with the customer: tell the customer, who may order "
      "again");
  say(fate("disputed"), "orders were shipped, and their money went back to the customer: settle with the customer");
  say(fate("untold"),
      "orders cannot be restored, since the ledger knows too little of them, or products that never were: look at "
      "their events (`orderdeckctl order show ID`)");
}

}  // namespace orderdeck::runtime
