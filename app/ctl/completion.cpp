#include "app/ctl/completion.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace orderdeck::ctl {

namespace {

std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, " ")); }

/// In single quotes, for any of the shells.
std::string shellQuoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += R"('\'')";
    else
      out += c;
  }
  return out + "'";
}

/// What zsh and fish show of an option's help: up to the first clause, on one line.
std::string brief(const std::string& help) { return help.substr(0, help.find_first_of(";\n")); }

/// The options of a command and of those above it, which take them as well.
std::vector<const OptionEntry*> optionsOf(const std::vector<CommandEntry>& table, const CommandEntry& command) {
  std::vector<const OptionEntry*> options;
  for (const CommandEntry& entry : table) {
    const bool isAbove = entry.path.size() <= command.path.size() &&
                         std::equal(entry.path.begin(), entry.path.end(), command.path.begin());
    if (!isAbove) continue;
    for (const OptionEntry& option : entry.options) options.push_back(&option);
  }
  return options;
}

std::vector<std::string> namesOf(const std::vector<const OptionEntry*>& options) {
  std::vector<std::string> names;
  for (const OptionEntry* option : options) {
    if (!option->isPositional) names.insert(names.end(), option->names.begin(), option->names.end());
  }
  return names;
}

/// Every option that takes a value, once, for the word after it.
std::vector<const OptionEntry*> withValues(const std::vector<CommandEntry>& table) {
  std::vector<const OptionEntry*> options;
  for (const CommandEntry& entry : table) {
    for (const OptionEntry& option : entry.options) {
      if (!option.isPositional && !option.value.empty()) options.push_back(&option);
    }
  }
  return options;
}

/// Those of a command's words that stand for themselves: `fault arm` has none, `completion` has its shells.
std::vector<std::string> positionalChoices(const CommandEntry& command) {
  for (const OptionEntry& option : command.options) {
    if (option.isPositional) return option.choices;
  }
  return {};
}

/// The names of all options that take a value, each once.
std::vector<std::string> takingValues(const std::vector<CommandEntry>& table) {
  std::vector<std::string> names;
  for (const OptionEntry* option : withValues(table)) {
    for (const std::string& name : option->names) {
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

/// Those options, "-o|--option" of several commands once.
std::vector<std::pair<std::string, const OptionEntry*>> eachWithValue(const std::vector<CommandEntry>& table) {
  std::vector<std::pair<std::string, const OptionEntry*>> options;
  for (const OptionEntry* option : withValues(table)) {
    std::string names = fmt::format("{}", fmt::join(option->names, "|"));
    const bool isThere = std::ranges::any_of(options, [&](const auto& other) { return other.first == names; });
    if (!isThere) options.emplace_back(std::move(names), option);
  }
  return options;
}

}  // namespace

std::string bashCompletion(const std::string& program, const std::vector<CommandEntry>& table) {
  std::string out = fmt::format("# Completion of {0} for bash: source <({0} completion bash)\n_{0}() {{\n", program);
  out += R"(  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} path= word skip= words=
  local i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ -n $skip ]]; then skip=; continue; fi
    case $word in
)";
  out += fmt::format("      {}) skip=1 ;;\n", fmt::join(takingValues(table), "|"));
  out += "      -*) ;;\n      *)\n        case \"$path $word\" in\n";
  for (const CommandEntry& entry : table) {
    if (!entry.path.empty()) out += fmt::format("          ' {0}') path=' {0}' ;;\n", joined(entry.path));
  }
  out += "        esac ;;\n    esac\n  done\n  case $previous in\n";
  for (const auto& [names, option] : eachWithValue(table)) {
    if (option->isFile)
      out += fmt::format("    {}) compopt -o default; COMPREPLY=(); return ;;\n", names);
    else
      out += fmt::format("    {}) COMPREPLY=($(compgen -W {} -- \"$current\")); return ;;\n", names,
                         shellQuoted(joined(option->choices)));
  }
  out += "  esac\n  case $path in\n";
  for (const CommandEntry& entry : table) {
    auto words = namesBelow(table, entry.path);
    const auto choices = positionalChoices(entry);
    words.insert(words.end(), choices.begin(), choices.end());
    const std::string pattern = entry.path.empty() ? "''" : shellQuoted(" " + joined(entry.path));
    out += fmt::format("    {})\n      if [[ $current == -* ]]; then words={}; else words={}; fi ;;\n", pattern,
                       shellQuoted(joined(namesOf(optionsOf(table, entry)))), shellQuoted(joined(words)));
  }
  out += fmt::format("  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n}}\ncomplete -F _{0} {0}\n",
                     program);
  return out;
}

std::string zshCompletion(const std::string& program, const std::vector<CommandEntry>& table) {
  const auto described = [](const std::string& name, const std::string& help) {
    return shellQuoted(name + ":" + brief(help));
  };
  std::string out =
      fmt::format("#compdef {0}\n# Completion of {0} for zsh: a file _{0} in a folder of $fpath\n_{0}() {{\n", program);
  out += R"(  local -a commands options
  local path='' word skip=''
  integer i
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]
    if [[ -n $skip ]]; then skip=''; continue; fi
    case $word in
)";
  out += fmt::format("      ({}) skip=1 ;;\n      (-*) ;;\n      (*)\n        case \"$path $word\" in\n",
                     fmt::join(takingValues(table), "|"));
  for (const CommandEntry& entry : table) {
    if (!entry.path.empty()) out += fmt::format("          (' {0}') path=' {0}' ;;\n", joined(entry.path));
  }
  out += "        esac ;;\n    esac\n  done\n  case $words[CURRENT-1] in\n";
  for (const auto& [names, option] : eachWithValue(table)) {
    out += option->isFile ? fmt::format("    ({}) _files; return ;;\n", names)
           : option->choices.empty()
               ? fmt::format("    ({}) _message {}; return ;;\n", names, shellQuoted(option->value))
               : fmt::format("    ({}) compadd -- {}; return ;;\n", names, joined(option->choices));
  }
  out += "  esac\n  case $path in\n";
  for (const CommandEntry& entry : table) {
    std::vector<std::string> commands, options;
    for (const CommandEntry& below : table) {
      if (below.path.size() == entry.path.size() + 1 &&
          std::equal(entry.path.begin(), entry.path.end(), below.path.begin()))
        commands.push_back(described(below.path.back(), below.help));
    }
    for (const std::string& choice : positionalChoices(entry)) commands.push_back(shellQuoted(choice));
    for (const OptionEntry* option : optionsOf(table, entry)) {
      if (option->isPositional) continue;
      for (const std::string& name : option->names) options.push_back(described(name, option->help));
    }
    const std::string pattern = entry.path.empty() ? "''" : shellQuoted(" " + joined(entry.path));
    out += fmt::format("    ({})\n      commands=({})\n      options=({}) ;;\n", pattern, joined(commands),
                       joined(options));
  }
  out += fmt::format(
      "  esac\n  if [[ $words[CURRENT] == -* ]]; then _describe option options; else _describe command "
      "commands; fi\n}}\nif [[ $funcstack[1] == _{0} ]]; then _{0} \"$@\"; else compdef _{0} {0}; fi\n",
      program);
  return out;
}

std::string fishCompletion(const std::string& program, const std::vector<CommandEntry>& table) {
  std::string out = fmt::format("# Completion of {0} for fish: {0} completion fish | source\n", program);
  const auto line = [&](const CommandEntry& command, const std::string& rest) {
    // Where all of its words were said; and, for the words below it, none of those yet.
    std::vector<std::string> conditions;
    for (const std::string& word : command.path) conditions.push_back("__fish_seen_subcommand_from " + word);
    const std::string when = fmt::format("{}", fmt::join(conditions, "; and "));
    out += fmt::format("complete -c {}{} {}\n", program, when.empty() ? "" : " -n " + shellQuoted(when), rest);
  };
  out += fmt::format("complete -c {} -f\n", program);
  for (const CommandEntry& entry : table) {
    const auto below = namesBelow(table, entry.path);
    for (const CommandEntry& command : table) {
      if (command.path.size() != entry.path.size() + 1 ||
          !std::equal(entry.path.begin(), entry.path.end(), command.path.begin()))
        continue;
      std::vector<std::string> conditions;
      for (const std::string& word : entry.path) conditions.push_back("__fish_seen_subcommand_from " + word);
      conditions.push_back("not __fish_seen_subcommand_from " + joined(below));
      out += fmt::format("complete -c {} -n {} -a {} -d {}\n", program,
                         shellQuoted(fmt::format("{}", fmt::join(conditions, "; and "))),
                         shellQuoted(command.path.back()), shellQuoted(brief(command.help)));
    }
    for (const std::string& choice : positionalChoices(entry)) line(entry, "-a " + shellQuoted(choice));
    for (const OptionEntry& option : entry.options) {
      if (option.isPositional) continue;
      std::string rest;
      for (const std::string& name : option.names)
        rest += name.starts_with("--") ? "-l " + name.substr(2) + " " : "-s " + name.substr(1) + " ";
      if (!option.value.empty()) rest += option.isFile ? "-r -F " : "-x ";
      if (!option.choices.empty()) rest += "-a " + shellQuoted(joined(option.choices)) + " ";
      line(entry, rest + "-d " + shellQuoted(brief(option.help)));
    }
  }
  return out;
}

}  // namespace orderdeck::ctl
