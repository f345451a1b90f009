// Invariant 8: the same idempotency key is the same order; with another body it is refused. By the client's own book,
// which takes answers in the sequence in which they came and remembers a bounded number of keys, and by what the orders
// of the ledger say that they came with. One thread.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>

#include "ops/audit/invariants.h"
#include "ports/ledger/audit_book.h"

namespace orderdeck::ops {

/// One answer to a request that had an idempotency key.
struct KeyedAnswer {
  std::string key;
  std::uint64_t bodyHash = 0;
  int status = 0;
  std::string orderId;  // of a 202
};

class KeyBook {
 public:
  /// A key is remembered while no more than `kept` newer ones came.
  explicit KeyBook(std::size_t kept = 65'536) : m_kept(kept) {}

  void add(const KeyedAnswer& answer);

  std::int64_t answers() const { return m_answers; }
  const Offenders& differing() const { return m_differing; }  // orders: a repeat got another one
  const Offenders& taken() const { return m_taken; }          // orders: another body under the key was taken in
  const Offenders& refused() const { return m_refused; }      // orders: the same body was called another

 private:
  struct First {
    std::uint64_t bodyHash = 0;
    std::string orderId;
  };

  const std::size_t m_kept;
  std::unordered_map<std::string, First> m_firsts;
  std::deque<std::string> m_sequence;
  std::int64_t m_answers = 0;
  Offenders m_differing, m_taken, m_refused;
};

struct KeyEvidence {
  const KeyBook* book = nullptr;               // of the clients; never null
  const ports::KeyedOrders* ledger = nullptr;  // null: it was not asked
  std::string missing = {};                    // what could not be read, and why
};

InvariantResult judgeKeys(const KeyEvidence& evidence);

}  // namespace orderdeck::ops
