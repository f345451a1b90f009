// What an audit says about an invariant. Values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/invariants.h"

namespace orderdeck::ops {

using domain::Verdict;

struct InvariantResult {
  int number = 0;
  std::string name;
  Verdict verdict = Verdict::Ok;
  std::string detail;                         // figures, or the offenders' names
  std::int64_t offenders = 0;                 // how many orders and products
  std::vector<std::string> orders, products;  // the first ten of each complaint
  bool wholeAuditTells = false;               // of an unknown one: nothing is missing, but only a whole audit can tell
};

/// Of several: broken if one is, else unknown if one is.
Verdict overall(const std::vector<InvariantResult>& results);

/// What offends: the first ten by name, and how many in all.
struct Offenders {
  static constexpr std::int64_t kNamed = 10;
  std::int64_t count = 0;
  std::vector<std::string> names;  // ids
  std::vector<std::string> notes;  // beside each name: how it offends; empty for nothing
  void add(const std::string& name, std::string note = {}) {
    if (++count > kNamed) return;
    names.push_back(name);
    notes.push_back(std::move(note));
  }
};

/// An invariant's result in the making: broken as soon as one complaint was made.
class Judgement {
 public:
  explicit Judgement(domain::Invariant invariant);

  void complain(std::string text);
  void complainOfOrders(const Offenders& offenders, std::string_view what);
  void complainOfProducts(const Offenders& offenders, std::string_view what);
  bool isBroken() const { return !m_complaints.empty(); }

  InvariantResult close(std::string good);
  /// Unless something was complained about: it cannot be told.
  InvariantResult closeUnknown(std::string why);
  /// The same, and no evidence is missing: a live look can never tell.
  InvariantResult closeUntold(std::string why);

 private:
  void complain(const Offenders& offenders, std::string_view what, std::vector<std::string>& names);

  InvariantResult m_result;
  std::vector<std::string> m_complaints;
};

}  // namespace orderdeck::ops
