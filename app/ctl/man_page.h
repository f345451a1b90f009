// A program's man page (man(7)), made from its command table. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/ctl/command_table.h"

namespace orderdeck::ctl {

std::string manPage(const std::string& program, std::string_view version, const std::vector<CommandEntry>& table);

}  // namespace orderdeck::ctl
