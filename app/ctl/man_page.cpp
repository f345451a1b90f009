#include "app/ctl/man_page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/ctl/context.h"

namespace orderdeck::ctl {

namespace {

/// Text as roff takes it: a backslash begins a request, a hyphen is a minus that can be searched for and copied, and a
/// dot or a quote at the start of a line would be one, too.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c == '\n' ? ' ' : c;
  }
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string synopsisOf(const std::string& program, const CommandEntry& command) {
  std::string out = fmt::format("\\fB{}\\fR", plain(program));
  for (const std::string& word : command.path) out += fmt::format(" \\fB{}\\fR", plain(word));
  for (const OptionEntry& option : command.options) {
    if (option.isPositional)
      out += fmt::format(" \\fI{}\\fR{}", plain(option.names.front()), option.isMany ? " ..." : "");
  }
  return out;
}

void appendOption(std::string& out, const OptionEntry& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.names)
    names.push_back(fmt::format(fmt::runtime(option.isPositional ? "\\fI{}\\fR" : "\\fB{}\\fR"), plain(name)));
  out += fmt::format(".TP\n{}", fmt::join(names, ", "));
  if (!option.isPositional && !option.value.empty()) out += fmt::format(" \\fI{}\\fR", plain(option.value));
  std::string help = option.help;
  if (!option.choices.empty() && !help.contains(option.choices.back()))
    help += fmt::format("{}one of {}", help.empty() ? "" : "; ", fmt::join(option.choices, ", "));
  if (!option.standard.empty()) help += fmt::format(" (default: {})", option.standard);
  out += "\n" + (help.empty() ? "\\&" : plain(help)) + "\n";
}

}  // namespace

std::string manPage(const std::string& program, std::string_view version, const std::vector<CommandEntry>& table) {
  const CommandEntry& whole = table.front();
  std::string upper;
  for (const char c : program) upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  std::string out = fmt::format(".TH {} 1 \"\" \"Orderdeck {}\" \"User commands\"\n", upper, version);
  out += fmt::format(".SH NAME\n{} \\- {}\n", plain(program), plain(whole.help));
  out +=
      fmt::format(".SH SYNOPSIS\n\\fB{}\\fR [\\fIoptions\\fR] \\fIcommand\\fR [\\fIarguments\\fR]\n", plain(program));
  out += ".SH OPTIONS\nEvery command takes these, too.\n";
  for (const OptionEntry& option : whole.options) appendOption(out, option);
  out += ".SH COMMANDS\n";
  for (const CommandEntry& command : table) {
    if (command.path.empty()) continue;
    out += fmt::format(".SS {}\n{}.\n", synopsisOf(program, command), plain(command.help));
    for (const OptionEntry& option : command.options) appendOption(out, option);
  }
  out += ".SH EXIT STATUS\n";
  for (const auto& [status, meaning] : kExitMeanings) out += fmt::format(".TP\n{}\n{}\n", status, plain(meaning));
  out += ".SH ENVIRONMENT\n";
  for (const auto& [name, meaning] : kVariables)
    out += fmt::format(".TP\n\\fB{}\\fR\n{}\n", plain(name), plain(meaning));
  return out;
}

}  // namespace orderdeck::ctl
