// What a chaos run did and what came of it, as text. Plain value.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace orderdeck::chaos {

struct Report {
  std::uint64_t seed = 0;
  double seconds = 0;            // of failures
  std::int64_t sent = 0, accepted = 0;
  std::map<std::string, int> acts;  // "kill" -> how many
  std::map<std::string, std::int64_t> faultHits;  // by name; 0: armed and never struck
  std::int64_t duplicates = 0;   // absorbed by the services, as far as the snapshots told
  double recoverySeconds = 0;    // from the end of the failures until everything was at rest
  bool ok = false;
  std::string audit;             // the audit's answer, or why there is none
};

std::string toText(const Report& report);

}  // namespace orderdeck::chaos
