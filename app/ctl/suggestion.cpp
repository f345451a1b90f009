#include "app/ctl/suggestion.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace orderdeck::ctl {

namespace {

/// Insertions, deletions and replacements from one word to the other (Levenshtein).
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = std::exchange(row[j + 1], std::min({row[j] + 1, row[j + 1] + 1, replaced}));
    }
  }
  return row.back();
}

/// The nearest of the words; empty when none is near.
std::string nearest(const std::string& word, const std::vector<std::string>& known) {
  constexpr std::size_t kLettersAMistake = 3;
  std::string best;
  std::size_t least = std::max<std::size_t>(1, word.size() / kLettersAMistake) + 1;
  for (const std::string& candidate : known) {
    const bool begins = word.size() > 1 && candidate.starts_with(word);
    if (const std::size_t far = begins ? 1 : distance(word, candidate); far < least) {
      least = far;
      best = candidate;
    }
  }
  return best;
}

const CLI::App* deepest(const CLI::App* app) {
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return app;
}

std::string pathOf(const CLI::App* app) {
  return app->get_parent() ? pathOf(app->get_parent()) + " " + app->get_name() : app->get_name();
}

std::vector<std::string> commandsOf(const CLI::App* app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app->get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

std::vector<std::string> optionsOf(const CLI::App* app) {
  std::vector<std::string> names;
  for (; app; app = app->get_parent()) {
    for (const CLI::Option* option : app->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

}  // namespace

std::string refusal(const CLI::App* app, const CLI::Error& error) {
  const CLI::App* const where = deepest(app);
  const std::string path = pathOf(where);
  const std::vector<std::string> commands = commandsOf(where), rest = app->remaining(true);
  std::string said = error.what();
  if (!rest.empty()) {
    const bool isOption = rest.front().starts_with('-');
    const bool isCommand = !isOption && !commands.empty();
    const std::string meant =
        nearest(rest.front().substr(0, rest.front().find('=')), isOption ? optionsOf(where) : commands);
    said = isOption    ? fmt::format("there is no option {}", rest.front())
           : isCommand ? fmt::format("there is no command '{}'", rest.front())
                       : fmt::format("too much: '{}'", rest.front());
    if (!meant.empty()) said += fmt::format("; did you mean {}?", meant);
  } else if (error.get_name() == "RequiredError" && !commands.empty()) {
    said = fmt::format("give a command: {}", fmt::join(commands, ", "));
  }
  return fmt::format("orderdeckctl: {}\nRun `{} --help` for more.\n", said, path);
}

}  // namespace orderdeck::ctl
