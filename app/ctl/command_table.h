// The commands and options of a program as values, read from what parses its command line: shell completion and the man
// page are made from these, so that they cannot say anything else. Pure.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace orderdeck::ctl {

struct OptionEntry {
  std::vector<std::string> names;  // --rate, -r; of a positional one its name alone
  std::string help;
  std::string value;                 // what it takes, as the help says: FLOAT; empty: nothing
  std::string standard;              // empty: none
  std::vector<std::string> choices;  // of a value; empty: any
  bool isPositional = false;
  bool isFile = false;  // a value that is a path
  bool isMany = false;
};

struct CommandEntry {
  std::vector<std::string> path;  // dlq, list; empty: the program
  std::string help;
  std::vector<OptionEntry> options;  // its own
};

/// The program first, then its commands, each before its own.
std::vector<CommandEntry> commandTable(const CLI::App& program);

/// The names of the commands below one.
std::vector<std::string> namesBelow(const std::vector<CommandEntry>& table, const std::vector<std::string>& path);

}  // namespace orderdeck::ctl
