// A user's profile. Holds: a profile that is taken is the same after it was written and read again, as a node gets it;
// a refusal names file and line.
#include <cstdint>

#include "property.h"
#include "runtime/profile/profile.h"
#include "runtime/profile/profile_writer.h"

using namespace orderdeck;
using namespace orderdeck::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto profile = runtime::parseProfile(text, "fuzz.yaml");
  if (!profile) {
    requireSentence(profile.error());
    require(profile.error().what.starts_with("fuzz.yaml:"), "a refusal names the file", profile.error().what);
    return 0;
  }
  const std::string written = runtime::encodeProfile(*profile);
  const auto again = runtime::parseProfile(written, "fuzz.yaml");
  require(again.has_value(), "a written profile can be read", again ? "" : again.error().what + "\n" + written);
  require(*again == *profile, "a written profile reads back the same", written);
  return 0;
}
