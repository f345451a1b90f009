// What the lag of a consumer group says. ops/lag judges it.
#pragma once

#include "core/words.h"

namespace orderdeck::domain {

enum class LagVerdict {
  Unknown,        // too few samples, or the brokers were not read lately
  KeepingUp,      // what waits came just now
  NotStarted,     // it never read, and nobody is there yet who would
  Recovering,     // behind, and its lag falls
  Rewound,        // its committed offset went back: it reads again what it has read
  FallingBehind,  // behind, and its lag does not fall
  NobodyReads,    // no process of it runs or holds a partition, or nothing was committed for long while messages wait
};  // the later the worse
constexpr auto wordsOf(LagVerdict) {
  return std::to_array<core::Word<LagVerdict>>({{LagVerdict::Unknown, "unknown"},
                                                {LagVerdict::KeepingUp, "keeping up"},
                                                {LagVerdict::NotStarted, "not started"},
                                                {LagVerdict::Recovering, "recovering"},
                                                {LagVerdict::Rewound, "rewound"},
                                                {LagVerdict::FallingBehind, "falling behind"},
                                                {LagVerdict::NobodyReads, "nobody reads"}});
}
using LagVerdictWord = core::ClosedWord<LagVerdict>;

}  // namespace orderdeck::domain
