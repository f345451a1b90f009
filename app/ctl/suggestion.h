// What to say of a command line that cannot be parsed: for a command or an option that is misspelt, which one was
// meant. Pure.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace orderdeck::ctl {

/// For CLI::App::failure_message.
std::string refusal(const CLI::App* app, const CLI::Error& error);

}  // namespace orderdeck::ctl
