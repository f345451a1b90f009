// The catalogue of faults: every one that can be armed. Any thread.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "domain/faults/fault_kind.h"
#include "domain/faults/link_faults.h"
#include "domain/faults/message_faults.h"
#include "domain/faults/payment_faults.h"
#include "domain/faults/process_faults.h"
#include "domain/services.h"

namespace orderdeck::domain {

namespace table {

template <typename... Families>
consteval auto joined(const Families&... families) {
  std::array<FaultKind, (std::tuple_size_v<Families> + ...)> all;
  auto at = all.begin();
  ((at = std::ranges::copy(families, at).out), ...);
  return all;
}

}  // namespace table

inline constexpr auto kFaults = table::joined(kPaymentFaults, kMessageFaults, kLinkFaults, kProcessFaults);

/// Null: there is none of this name.
constexpr const FaultKind* findFault(std::string_view name) {
  for (const FaultKind& kind : kFaults) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

/// The name of a fault of the catalogue. One that is not in it does not compile.
class FaultName {
 public:
  consteval FaultName(const char* name) : m_name(name) {
    if (std::ranges::find(kFaults, m_name, &FaultKind::name) == kFaults.end()) throw "there is no such fault";
  }
  constexpr explicit FaultName(const FaultKind& kind) : m_name(kind.name) {}

  constexpr std::string_view text() const { return m_name; }

 private:
  std::string_view m_name;
};

/// Whose processes a fault can strike, in a system of these services.
std::vector<std::string> targetsOf(const FaultKind& kind, ServiceTable services = kServices);
bool canStrike(const FaultKind& kind, std::string_view service, ServiceTable services = kServices);

}  // namespace orderdeck::domain
