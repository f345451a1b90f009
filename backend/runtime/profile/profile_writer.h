// Writes a profile as YAML that parseProfile reads back to the same value. The supervisor gives its nodes such a file,
// so that all of them, and those that it starts again hours later, run by one and the same profile, whatever happens to
// the user's file meanwhile.
#pragma once

#include <string>

#include "runtime/profile/profile.h"

namespace orderdeck::runtime {

std::string encodeProfile(Profile profile);

}  // namespace orderdeck::runtime
