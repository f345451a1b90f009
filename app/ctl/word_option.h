// An option of the command line that is one of some closed words (core/words.h).
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/words.h"

namespace orderdeck::ctl {

/// `of`: those that are allowed; none: every word of the table. What `out` holds is the default that the help shows.
template <core::ClosedWords Enum>
CLI::Option* addWord(CLI::App& app, const std::string& name, core::ClosedWord<Enum>& out, const std::string& help,
                     const std::vector<Enum>& of = {}) {
  std::vector<std::string> words;
  for (const auto& word : core::kWords<Enum>) {
    if (of.empty() || std::ranges::find(of, word.value) != of.end()) words.emplace_back(word.name);
  }
  return app
      .add_option_function<std::string>(
          name, [&out](const std::string& text) { out = *core::named<Enum>(text); }, help)
      ->check(CLI::IsMember(words))
      ->default_str(std::string(out.text()));
}

}  // namespace orderdeck::ctl
