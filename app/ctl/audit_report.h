// The audit's answer, for `audit`, `demo` and `bench`.
#pragma once

#include <string>

#include "app/ctl/context.h"

namespace orderdeck::ctl {

std::string invariantTable(const std::vector<runtime::InvariantView>& invariants);
std::string balanceSheet(const runtime::Balance& balance);

/// Asks for an audit and prints it; the exit status says whether everything holds.
void runAudit(Context& context, double waitSeconds);

}  // namespace orderdeck::ctl
