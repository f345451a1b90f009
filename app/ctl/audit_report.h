// The audit's answer, for `audit`, `demo` and `bench`.
#pragma once

#include <string>

#include "app/ctl/context.h"

namespace orderdeck::ctl {

std::string invariantTable(const std::vector<api::InvariantView>& invariants);
std::string balanceSheet(const api::Balance& balance);

/// Asks for an audit and prints it; the exit status: 0 every invariant was checked and holds, 1 one is broken, 4 one
/// was not checked.
void runAudit(Context& context, double waitSeconds);

}  // namespace orderdeck::ctl
