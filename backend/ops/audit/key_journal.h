// The clients' own record of answers to requests with an idempotency key: it takes them in the sequence in which they
// came and remembers a bounded number of keys. One thread.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>

#include "ops/audit/judgement.h"

namespace orderdeck::ops {

/// One answer to a request that had an idempotency key.
struct KeyedAnswer {
  std::string key;
  std::uint64_t bodyHash = 0;
  int status = 0;
  std::string orderId;  // of a 202
};

class KeyJournal {
 public:
  /// A key is remembered while no more than `kept` newer ones came.
  explicit KeyJournal(std::size_t kept = 65'536) : m_kept(kept) {}

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

}  // namespace orderdeck::ops
