// A profile's text: each setting by its description, then the rules between settings, then those of this machine;
// declared in profile.h.
#include <map>

#include <fmt/format.h>

#include "api/profile/yaml_mapping.h"
#include "runtime/profile/machine_rules.h"
#include "runtime/profile/profile.h"
#include "runtime/profile/profile_rules.h"
#include "runtime/profile/settings.h"

namespace orderdeck::runtime {

using api::YamlMapping;

namespace {

using Readers = std::map<std::string, YamlMapping, std::less<>>;  // by section; "" is the document

Range rangeOf(const Setting& setting) { return std::get<Range>(setting.allowed); }

template <typename Number>
void read(YamlMapping& in, const Setting& setting, Number& out) {
  in.read(std::string(setting.key()), out, rangeOf(setting).least, rangeOf(setting).most);
}

void read(YamlMapping& in, const Setting& setting, double& out) {
  in.read(std::string(setting.key()), out, static_cast<double>(rangeOf(setting).least),
          static_cast<double>(rangeOf(setting).most));
}

void read(YamlMapping& in, const Setting& setting, bool& out) { in.read(std::string(setting.key()), out); }

void read(YamlMapping& in, const Setting& setting, std::string& out) {
  const std::string key(setting.key());
  if (const Words* const words = std::get_if<Words>(&setting.allowed)) return in.readOneOf(key, out, words->words);
  in.read(key, out);
  const Form* const form = std::get_if<Form>(&setting.allowed);
  if (form && !form->isLegal(out)) in.reject(key, fmt::format("must be {}", form->what));
}

void read(YamlMapping& in, const Setting& setting, std::set<std::string>& out) {
  const std::string key(setting.key());
  const Form* const form = std::get_if<Form>(&setting.allowed);
  if (!form) return in.read(key, out);
  in.read(key, out, form->isLegal, fmt::format("must be {}", form->what));
}

YamlMapping& sectionOf(Readers& readers, std::string_view section) {
  const auto known = readers.find(section);
  if (known != readers.end()) return known->second;
  const std::string name(section);
  return readers.emplace(name, readers.at("").section(name)).first->second;
}

}  // namespace

core::Result<Profile> parseProfile(const std::string& yaml, const std::string& sourceName, Named named) {
  const auto root = api::parseYaml(yaml, sourceName);
  if (!root) return std::unexpected(root.error());
  Profile profile;
  Readers readers;
  readers.emplace("", YamlMapping(*root, sourceName));
  for (const Setting& setting : settings()) {
    YamlMapping& in = sectionOf(readers, setting.section());
    if (setting.isSecret) in.hide(std::string(setting.key()));
    std::visit([&](auto* value) { read(in, setting, *value); }, setting.in(profile));
  }
  const ReaderOf readerOf = [&readers](std::string_view section) -> YamlMapping& {
    return sectionOf(readers, section);
  };
  resolvePaths(readerOf, profile, sourceName);
  applyRules(readerOf, profile);
  for (auto& [section, in] : readers) in.finish();
  if (const auto& error = readers.at("").error()) return std::unexpected(*error);
  if (named == Named::Trust) return profile;
  applyMachineRules(readerOf, profile);
  if (const auto& error = readers.at("").error()) return std::unexpected(*error);
  return profile;
}

}  // namespace orderdeck::runtime
