#include "api/ops_event.h"

#include <fmt/format.h>

#include "api/ops_event_table.h"
#include "domain/invariants.h"

namespace orderdeck::api {

namespace {

struct InEnglish {
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(double value) const { return fmt::format("{:g}", value); }
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(const ProcessExit& value) const { return inEnglish(value); }
};

std::string invariantName(const OpsArgument& number) {
  const auto* const at = std::get_if<std::int64_t>(&number);
  const bool isKnown = at != nullptr && *at >= 1 && *at <= std::ssize(domain::kInvariants);
  return isKnown ? std::string(domain::nameOf(static_cast<domain::Invariant>(*at))) : std::visit(InEnglish(), number);
}

}  // namespace

std::string filledIn(std::string_view pattern, const std::function<std::string(const std::string& name)>& word) {
  std::string out;
  std::size_t optionalFrom = 0;
  bool isMissing = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '[') {
      optionalFrom = out.size();
      isMissing = false;
    } else if (pattern[i] == ']') {
      if (isMissing) out.resize(optionalFrom);
    } else if (pattern[i] == '{') {
      const std::size_t end = std::min(pattern.find('}', i), pattern.size());
      const std::string filling = word(std::string(pattern.substr(i + 1, end - i - 1)));
      isMissing = isMissing || filling.empty();
      out += filling;
      i = end;
    } else {
      out += pattern[i];
    }
  }
  return out;
}

OpsEvent makeOpsEvent(const OpsEventForm& form, OpsArguments arguments) {
  std::string text = filledIn(form.text, [&arguments](const std::string& name) {
    const OpsArgument& value = arguments.at(name);
    return name == "invariant" ? invariantName(value) : std::visit(InEnglish(), value);
  });
  return {.code = std::string(form.code),
          .kind = std::string(form.code.substr(0, form.code.find('.'))),
          .arguments = std::move(arguments),
          .text = std::move(text)};
}

}  // namespace orderdeck::api
