// Completion of a program's command line, as a script for a shell. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/ctl/command_table.h"

namespace orderdeck::ctl {

std::string bashCompletion(const std::string& program, const std::vector<CommandEntry>& table);
std::string zshCompletion(const std::string& program, const std::vector<CommandEntry>& table);
std::string fishCompletion(const std::string& program, const std::vector<CommandEntry>& table);

}  // namespace orderdeck::ctl
