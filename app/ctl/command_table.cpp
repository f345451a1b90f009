#include "app/ctl/command_table.h"

#include <algorithm>

namespace orderdeck::ctl {

namespace {

/// The words of a check of CLI::IsMember, which says them as "TEXT:{a,b}".
std::vector<std::string> choicesOf(const std::string& type) {
  std::vector<std::string> words;
  const std::size_t open = type.find('{'), close = type.rfind('}');
  if (open == std::string::npos || close == std::string::npos || close < open) return words;
  for (std::size_t at = open + 1; at <= close;) {
    const std::size_t end = std::min(type.find(',', at), close);
    words.push_back(type.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

OptionEntry entryOf(const CLI::Option& option) {
  OptionEntry entry;
  for (const std::string& name : option.get_lnames()) entry.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) entry.names.push_back("-" + name);
  entry.isPositional = option.get_positional();
  if (entry.isPositional) entry.names = {option.get_name(true)};
  entry.help = option.get_description();
  const std::string type = option.get_items_expected_max() > 0 ? option.get_type_name() : "";
  entry.value = type.substr(0, type.find_first_of(":{"));
  entry.standard = option.get_default_str();
  entry.choices = choicesOf(type);
  entry.isMany = option.get_items_expected_max() > 1;
  const auto named = [&entry](const char* name) { return std::ranges::find(entry.names, name) != entry.names.end(); };
  entry.isFile =
      named("--profile") || named("--data-dir") || named("--file") || named("--token-file") || named("--out");
  return entry;
}

void add(std::vector<CommandEntry>& table, const CLI::App& app, const std::vector<std::string>& path) {
  CommandEntry entry{.path = path, .help = app.get_description(), .options = {}};
  for (const CLI::Option* option : app.get_options()) {
    // Every command has --help; it is told once, with the program.
    if (path.empty() || option != app.get_help_ptr()) entry.options.push_back(entryOf(*option));
  }
  table.push_back(std::move(entry));
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    auto below = path;
    below.push_back(command->get_name());
    add(table, *command, below);
  }
}

}  // namespace

std::vector<CommandEntry> commandTable(const CLI::App& program) {
  std::vector<CommandEntry> table;
  add(table, program, {});
  return table;
}

std::vector<std::string> namesBelow(const std::vector<CommandEntry>& table, const std::vector<std::string>& path) {
  std::vector<std::string> names;
  for (const CommandEntry& entry : table) {
    if (entry.path.size() == path.size() + 1 && std::equal(path.begin(), path.end(), entry.path.begin()))
      names.push_back(entry.path.back());
  }
  return names;
}

}  // namespace orderdeck::ctl
