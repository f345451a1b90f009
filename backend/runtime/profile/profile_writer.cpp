#include "runtime/profile/profile_writer.h"

#include <concepts>
#include <string_view>

#include <fmt/format.h>

#include "domain/events/json_text.h"
#include "runtime/profile/settings.h"

namespace orderdeck::runtime {

namespace {

// A value is a string of JSON, which YAML reads as it stands; yaml-cpp's emitter would write U+FFFD for code points
// that it knows no character for.
void append(std::string& out, const std::string& text) { domain::appendJsonString(out, text); }
void append(std::string& out, core::Millis time) { append(out, fmt::format("{}", time.count())); }

template <typename T>
  requires std::integral<T> || std::floating_point<T>
void append(std::string& out, T value) {
  append(out, fmt::format("{}", value));
}

void append(std::string& out, const std::set<std::string>& texts) {
  out += '[';
  for (const std::string& text : texts) {
    if (out.back() != '[') out += ", ";
    append(out, text);
  }
  out += ']';
}

}  // namespace

std::string encodeProfile(Profile profile) {
  std::string out;
  std::string_view section;
  for (const Setting& setting : settings()) {
    if (setting.section() != section) out.append(section = setting.section()).append(":\n");
    out.append(section.empty() ? "" : "  ").append(setting.key()).append(": ");
    std::visit([&out](const auto* value) { append(out, *value); }, setting.in(profile));
    out += '\n';
  }
  return out;
}

}  // namespace orderdeck::runtime
