// What a chaos run did and what came of it, as text. Plain value.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace orderdeck::chaos {

struct Report {
  std::uint64_t seed = 0;
  double seconds = 0;  // of failures
  std::int64_t sent = 0, accepted = 0;
  std::map<std::string, int> acts;                // "kill" -> how many
  std::map<std::string, std::int64_t> faultHits;  // by name; 0: armed and never struck
  std::int64_t duplicates = 0;                    // absorbed by the services, as far as the snapshots told
  double healthySeconds = 0;   // from the end of the failures until every process was up and the store open
  double probeSeconds = 0;     // from then until an order that was placed then had come to its end
  double recoverySeconds = 0;  // from the end of the failures until everything was at rest
  std::int64_t rebuilds = 0, tornBytes = 0;
  std::int64_t mails = 0, repeatedMails = 0;         // that the mail server took, and of these more than once
  std::int64_t refusedMails = 0, deferredMails = 0;  // answers
  bool ok = false;
  std::string audit;  // the audit's answer, or why there is none
};

std::string toText(const Report& report);

/// The recovery times of several runs: median and longest.
std::string summaryOf(const std::vector<Report>& reports);

}  // namespace orderdeck::chaos
