// What a fault of the catalogue is described by. Everything that is said of one follows from its entry in the file of
// its family: what can be armed (GET /api/faults/catalogue) and with which values, the console's form, the help of
// orderdeckctl, docs/contract/faults.md, and the words of both languages (ORDERDECK_TEXT marks them).
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "core/words.h"

namespace orderdeck::domain {

/// Whose processes it can strike.
enum class FaultTarget { PaymentCallers, Gateway, LockHolders, Consumers, Services, Processes };
constexpr auto wordsOf(FaultTarget) {
  return std::to_array<core::Word<FaultTarget>>({{FaultTarget::PaymentCallers, "services that call the provider"},
                                                 {FaultTarget::Gateway, "the gateway"},
                                                 {FaultTarget::LockHolders, "the service that takes locks"},
                                                 {FaultTarget::Consumers, "consumers"},
                                                 {FaultTarget::Services, "every service"},
                                                 {FaultTarget::Processes, "every process"}});
}

/// Where it strikes (backend/faults/inject; Daemon: backend/runtime/control/armed_faults).
enum class FaultPoint { PaymentProvider, Subscription, Publisher, Link, CrashPoint, Daemon };
constexpr auto wordsOf(FaultPoint) {
  return std::to_array<core::Word<FaultPoint>>({{FaultPoint::PaymentProvider, "payment provider"},
                                                {FaultPoint::Subscription, "subscription"},
                                                {FaultPoint::Publisher, "publisher"},
                                                {FaultPoint::Link, "link to a dependency"},
                                                {FaultPoint::CrashPoint, "crash point"},
                                                {FaultPoint::Daemon, "daemon"}});
}

/// What a fault strikes, and so what one hit is.
enum class FaultUnit { Charges, Messages, Calls, Processes };
constexpr auto wordsOf(FaultUnit) {
  return std::to_array<core::Word<FaultUnit>>({{FaultUnit::Charges, "charges"},
                                               {FaultUnit::Messages, "messages"},
                                               {FaultUnit::Calls, "calls"},
                                               {FaultUnit::Processes, "processes"}});
}
using FaultUnitWord = core::ClosedWord<FaultUnit>;

/// A parameter that is a number.
struct FaultParam {
  std::string_view name;       // latencyMs
  const char* title;           // added latency
  const char* shortTitle;      // latency; where there is little room
  std::string_view unit = {};  // ms, share; empty: a count
  double standard = 0, least = 0, most = 0;
};

/// The one knob of how often a fault strikes: the share of what it could, thrown for with the fault's seed.
inline constexpr std::string_view kShare = "share";
constexpr FaultParam shareOf(const char* title, double standard, double most = 1) {
  return {kShare, title, ORDERDECK_TEXT("Fault", "share"), "share", standard, 0, most};
}

/// A parameter that is one of some words.
struct FaultChoice {
  std::string_view name;  // kind
  const char* title;      // what kind
  const char* shortTitle;
  std::span<const std::string_view> options;  // the first is the standard
};

struct FaultKind {
  std::string_view name;  // payment-slow
  const char* title;      // payment slow
  const char* summary;    // one sentence
  FaultTarget target;
  FaultPoint point;
  FaultUnit unit;
  std::span<const FaultParam> params = {};
  std::span<const FaultChoice> choices = {};
  bool counted = false;  // it strikes `times` times in all, over every process and every restart, and has then ended

  /// The daemon does it to a process, which must be named; else a process looks it up.
  constexpr bool byDaemon() const { return point == FaultPoint::Daemon; }
};

}  // namespace orderdeck::domain
