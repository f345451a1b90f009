// Every setting of a profile, described once. The reader with its error messages, the writer, the table of
// docs/contract/profile.md and resources/profiles/embedded.yaml (tests/unit/settings_test) follow from the table in
// settings.cpp; a default is what the member in profile.h starts with. Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/clock.h"
#include "domain/services.h"
#include "runtime/profile/profile.h"

namespace orderdeck::runtime {

/// Where a setting's value stands in a profile. A core::Millis is written as its number.
using SettingValue = std::variant<std::string*, bool*, double*, core::Millis*, int*, std::size_t*, std::int64_t*,
                                  std::set<std::string>*>;

/// A number, both ends allowed.
struct Range {
  std::int64_t least, most;
};

/// A text that is one of some words.
struct Words {
  std::vector<std::string_view> words;
};

/// A text of some form; of a list, each entry.
struct Form {
  std::string_view what;  // "a mail address"
  bool (*isLegal)(const std::string& text);
  std::string_view example, wrong;
};

struct Setting {
  std::string path;  // gateway.queue; one without a dot stands outside of every section
  std::function<SettingValue(Profile&)> in;
  std::variant<std::monostate, Range, Words, Form> allowed;  // none: whatever is of the value's type
  std::string meaning = {};                                  // one line; `code` in backquotes
  bool isSecret = false;                                     // no message shows its value

  std::string_view section() const;
  std::string_view key() const;
};

/// The settings of a system of these services. Those of a section stand together.
std::vector<Setting> makeSettings(domain::ServiceTable services);
std::span<const Setting> settings();

}  // namespace orderdeck::runtime
