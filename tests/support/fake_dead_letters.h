// Dead-letter stores in memory: all that one FakeDeadLetters opened are the same store, with the contract of the real
// one. For tests; any thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ports/ledger/dead_letter_store.h"

namespace orderdeck::support {

class FakeDeadLetters {
 public:
  FakeDeadLetters();

  std::unique_ptr<ports::DeadLetterStore> open() const;

  void put(ports::DeadLetter letter);
  void clear();
  std::optional<ports::DeadLetter> letter(const std::string& letterId) const;
  std::vector<ports::DeadLetter> all() const;  // oldest first
  std::set<std::string> openOrders;  // what openOrders() answers, of the orders with a waiting letter; set it first

  /// The next `count` calls of record() or mark() fail with `error`; nothing is written.
  void failWrites(int count, core::Error error = {core::ErrorCode::Unavailable, "the store is locked", true});
  int marks() const;  // calls of mark() that did something

  struct Core;

 private:
  std::shared_ptr<Core> m_core;
};

}  // namespace orderdeck::support
