// What became of a dead letter.
#pragma once

#include "core/words.h"

namespace orderdeck::domain {

enum class LetterStatus { Waiting, Redriven, Discarded };
constexpr auto wordsOf(LetterStatus) {
  return std::to_array<core::Word<LetterStatus>>({{LetterStatus::Waiting, "waiting"},
                                                  {LetterStatus::Redriven, "redriven"},
                                                  {LetterStatus::Discarded, "discarded"}});
}
using LetterStatusWord = core::ClosedWord<LetterStatus>;

}  // namespace orderdeck::domain
