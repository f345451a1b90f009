// A strict reader of Prometheus' text format 0.0.4
// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details), for what we write. Pure.
#pragma once

#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace orderdeck::support {

/// What is wrong first, with its line; "" when nothing is.
inline std::string faultOfPrometheusText(const std::string& text) {
  static const std::regex kHelp(R"(# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\]|\\\\|\\n)*)");
  static const std::regex kType(R"(# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram))");
  static const std::regex kSample(
      R"re(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\\\|\\"|\\n)*"(?:,[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\\\|\\"|\\n)*")*\})? (NaN|[+-]Inf|-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?))re");
  std::map<std::string, std::string> types;
  std::set<std::string> helps, series;
  std::string family, line;
  if (!text.empty() && text.back() != '\n') return "the last line does not end";
  std::istringstream lines(text);
  for (std::smatch at; std::getline(lines, line);) {
    if (std::regex_match(line, at, kHelp)) {
      if (!helps.insert(at[1]).second) return "HELP again: " + line;
      family = at[1];
    } else if (std::regex_match(line, at, kType)) {
      if (at[1] != family || !types.emplace(at[1], at[2]).second) return "TYPE again, or not after its HELP: " + line;
    } else if (std::regex_match(line, at, kSample)) {
      const std::string name = at[1],
                        suffix = name.starts_with(family) ? name.substr(family.size()) : "another family's";
      const bool isHistogram = types.contains(family) && types[family] == "histogram";
      const bool isOfFamily =
          isHistogram ? suffix == "_bucket" || suffix == "_sum" || suffix == "_count" : suffix.empty();
      if (!types.contains(family) || !isOfFamily) return "a sample outside of its family: " + line;
      if (!series.insert(name + std::string(at[2])).second) return "the same series again: " + line;
    } else {
      return "not a line of the format: " + line;
    }
  }
  return "";
}

}  // namespace orderdeck::support
