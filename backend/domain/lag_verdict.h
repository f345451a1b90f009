// What the lag of a consumer group says. ops/lag judges it.
#pragma once

#include "core/words.h"

namespace orderdeck::domain {

enum class LagVerdict { Unknown, Ok, Growing, Stalled, Rewound, Unassigned, Stopped };  // the later the worse
constexpr auto wordsOf(LagVerdict) {
  return std::to_array<core::Word<LagVerdict>>({{LagVerdict::Unknown, ""},  // too few samples
                                                {LagVerdict::Ok, "OK"},
                                                {LagVerdict::Growing, "GROWING"},
                                                {LagVerdict::Stalled, "STALLED"},
                                                {LagVerdict::Rewound, "REWOUND"},
                                                {LagVerdict::Unassigned, "UNASSIGNED"},
                                                {LagVerdict::Stopped, "STOPPED"}});
}
using LagVerdictWord = core::ClosedWord<LagVerdict>;

}  // namespace orderdeck::domain
