// An answer of the backend for people: the same JSON with every text, and every name of a member, safe for a terminal.
#pragma once

#include <string>

namespace orderdeck::ctl {

/// What is not JSON stays as it is: nobody shows it.
std::string shownJson(const std::string& json);

}  // namespace orderdeck::ctl
