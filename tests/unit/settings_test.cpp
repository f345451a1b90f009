// Every setting of the table is read, written and refused as its description says, and the pages that people read are
// the table: ORDERDECK_REWRITE=1 writes them anew.
#include <QtTest>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "runtime/profile/profile_writer.h"
#include "runtime/profile/settings.h"
#include "tests/harness/made_page.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::runtime;
using orderdeck::core::Millis;

namespace {

const std::map<std::string_view, std::string> kSections = {
    {"api", "the control API of `orderdeckd serve`"},
    {"instances", "processes of each service"},
    {"payment", "the simulated provider"},
    {"risk", "which orders are rejected"},
    {"audit", "what invariants 11 and 12 mean by bounded and recovered"},
};

constexpr const char* kYamlHead =
    "# The profile `embedded`: a whole order system on this machine. Every key there is, with its default; a profile "
    "of\n"
    "# your own needs only the keys that differ. A relative path means: beside the profile's file. Times are\n"
    "# milliseconds. Made from backend/runtime/profile/settings.cpp.\n";

template <typename Value>
const Value* valueOf(const SettingValue& value) {
  const auto* const at = std::get_if<Value*>(&value);
  return at ? *at : nullptr;
}

std::string textOf(const Setting& setting, Profile profile) {
  const auto text = [](const auto* value) -> std::string {
    using T = std::remove_cvref_t<decltype(*value)>;
    if constexpr (std::same_as<T, Millis>)
      return fmt::format("{}", value->count());
    else if constexpr (std::same_as<T, std::set<std::string>>)
      return fmt::format("[{}]", fmt::join(*value, ", "));
    else
      return fmt::format("{}", *value);
  };
  return std::visit(text, setting.in(profile));
}

/// A value that is legal and not the default, as YAML.
std::string anotherValue(const Setting& setting) {
  Profile profile;
  const SettingValue standard = setting.in(profile);
  if (const bool* const on = valueOf<bool>(standard)) return *on ? "false" : "true";
  if (const Range* const range = std::get_if<Range>(&setting.allowed)) {
    const std::string least = fmt::format("{}", range->least), most = fmt::format("{}", range->most);
    return textOf(setting, {}) == most ? least : most;
  }
  if (const Words* const words = std::get_if<Words>(&setting.allowed))
    return std::string(textOf(setting, {}) == words->words[0] ? words->words[1] : words->words[0]);
  const Form* const form = std::get_if<Form>(&setting.allowed);
  const std::string text = form ? std::string(form->example) : "another";
  return fmt::format(fmt::runtime(valueOf<std::set<std::string>>(standard) ? "['{}']" : "'{}'"), text);
}

/// `value` at the setting's key, on the line that is told.
std::string yamlWith(const Setting& setting, const std::string& value, const std::string& misspelt = {}) {
  const std::string entry = fmt::format("{}{}: {}\n", setting.key(), misspelt, value);
  return setting.section().empty() ? "# one\n" + entry : fmt::format("{}:\n  {}", setting.section(), entry);
}

/// What the rules between settings ask for, so that any setting can be changed alone.
std::string companionsOf(const Setting& setting) {
  if (setting.path == "redis.embedded") return "  endpoint: unix:/s\n";
  if (setting.path == "redis.endpoint") return "  embedded: false\n";
  if (setting.path == "redis.user" || setting.path == "redis.database")
    return "  embedded: false\n  endpoint: unix:/s\n";
  if (setting.path == "kafka.embedded") return "  bootstrap: h:1\n";
  if (setting.path == "kafka.bootstrap") return "  embedded: false\n";
  if (setting.path == "ledger.driver") return "  dsn: host=h\n";
  if (setting.path == "ledger.passwordFile") return "  driver: postgresql\n  dsn: host=h\n";
  if (setting.path == "mail.user") return "  smtp: localhost\n  passwordFile: p\n";
  if (setting.path == "mail.passwordFile") return "  smtp: localhost\n  user: shop\n";
  if (setting.path == "mail.caFile") return "  smtp: localhost\n  tls: required\n";
  if (setting.section() == "instances") return fmt::format("kafka:\n  partitions: {}\n", 64);
  return {};
}

std::vector<std::string> badValuesOf(const Setting& setting) {
  Profile profile;
  const SettingValue standard = setting.in(profile);
  if (const Range* const range = std::get_if<Range>(&setting.allowed))
    return {fmt::format("{}", range->least - 1), fmt::format("{}", range->most + 1), "many", "[1]", "\"\""};
  if (valueOf<bool>(standard)) return {"perhaps", "1", "[true]"};
  const Form* const form = std::get_if<Form>(&setting.allowed);
  const bool isList = valueOf<std::set<std::string>>(standard) != nullptr;
  std::vector<std::string> bad =
      isList ? std::vector<std::string>{"one", "[[one]]"} : std::vector<std::string>{"[one]", "{one: 1}"};
  if (form) bad.push_back(fmt::format(fmt::runtime(isList ? "['{}']" : "'{}'"), form->wrong));
  if (std::holds_alternative<Words>(setting.allowed)) bad.emplace_back("'a b'");
  return bad;
}

std::string errorOf(const std::string& yaml) {
  const auto profile = parseProfile(yaml, "p.yaml");
  return profile ? "taken: " + yaml : profile.error().what;
}

std::string inBackquotes(std::string_view text) { return text.empty() ? "" : fmt::format("`{}`", text); }

std::string grouped(std::int64_t number) {
  std::string digits = fmt::format("{}", number);
  for (std::size_t at = digits.size(); at > 3; at -= 3)
    digits.insert(digits.begin() + static_cast<std::ptrdiff_t>(at - 3), ',');
  return digits;
}

std::string allowedText(const Setting& setting) {
  if (const Range* const range = std::get_if<Range>(&setting.allowed)) {
    return range->least == range->most ? grouped(range->least)
                                       : fmt::format("{}..{}", grouped(range->least), grouped(range->most));
  }
  std::vector<std::string> words;
  if (const Words* const known = std::get_if<Words>(&setting.allowed)) {
    for (const std::string_view word : known->words) words.push_back(inBackquotes(word));
    return fmt::format("{}", fmt::join(words, ", "));
  }
  Profile profile;
  const SettingValue standard = setting.in(profile);
  if (valueOf<bool>(standard)) return "`true`, `false`";
  const Form* const form = std::get_if<Form>(&setting.allowed);
  const bool isList = valueOf<std::set<std::string>>(standard) != nullptr;
  return fmt::format("{}{}", isList ? "list of " : "", form ? form->what : isList ? "texts" : "text");
}

std::string documentation() {
  std::string table = "| key | default | allowed | meaning |\n|---|---|---|---|\n";
  for (const Setting& setting : settings()) {
    table += fmt::format("| `{}` | {} | {} | {} |\n", setting.path, inBackquotes(textOf(setting, {})),
                         allowedText(setting), setting.meaning);
  }
  return table;
}

/// `text` as a comment behind `line`, in lines of 120 columns.
std::string commented(std::string line, const std::string& text) {
  constexpr std::size_t kColumn = 28;
  line.resize(std::max(line.size() + 1, kColumn), ' ');
  line += '#';
  std::string out;
  for (const QString& word : QString::fromStdString(text).remove('`').split(' ')) {
    if (line.size() + 1 + static_cast<std::size_t>(word.size()) > 120) {
      out.append(line).append("\n");
      line.assign(kColumn, ' ').append("#");
    }
    line.append(" ").append(word.toStdString());
  }
  return out.append(line).append("\n");
}

std::string shippedProfile() {
  std::string yaml = kYamlHead;
  std::string_view section;
  for (const Setting& setting : settings()) {
    if (setting.section() != section) {
      section = setting.section();
      const auto about = kSections.find(section);
      const std::string title = fmt::format("{}:", section);
      yaml += "\n" + (about == kSections.end() ? title + "\n" : commented(title, about->second));
    }
    const std::string value = textOf(setting, {});
    yaml +=
        commented(fmt::format("{}{}: {}", section.empty() ? "" : "  ", setting.key(), value.empty() ? "\"\"" : value),
                  setting.meaning);
  }
  return yaml;
}

}  // namespace

class SettingsTest : public QObject {
  Q_OBJECT

 private slots:
  void everySettingSurvivesTheWayToTheNodes() {
    for (const Setting& setting : settings()) {
      if (setting.path == "instances.gateway") continue;  // there is one value
      const auto read = parseProfile(yamlWith(setting, anotherValue(setting)) + companionsOf(setting), "p.yaml");
      QVERIFY2(read.has_value(), read ? "" : read.error().what.c_str());
      QVERIFY2(textOf(setting, *read) != textOf(setting, {}), setting.path.c_str());
      const auto again = parseProfile(encodeProfile(*read), "nodes.yaml");
      QVERIFY2(again.has_value(), again ? "" : again.error().what.c_str());
      QVERIFY2(*again == *read, setting.path.c_str());
    }
  }

  void noTwoSettingsAreOneMember() {
    std::set<const void*> members;
    Profile profile;
    for (const Setting& setting : settings()) {
      std::visit([&](auto* value) { QVERIFY2(members.insert(value).second, setting.path.c_str()); },
                 setting.in(profile));
    }
  }

  void aWrongValueIsRefusedWithItsKeyAndLine() {
    for (const Setting& setting : settings()) {
      for (const std::string& bad : badValuesOf(setting)) {
        const std::string error = errorOf(yamlWith(setting, bad));
        QVERIFY2(error.starts_with("p.yaml:2: ") && error.contains(setting.path),
                 (setting.path + ": " + error).c_str());
        QVERIFY2(!setting.isSecret || !error.contains("one"), error.c_str());
      }
    }
  }

  void whatAWrongValueSaysIsDocumented() {
    std::string table = "| setting | given | what is said |\n|---|---|---|\n";
    for (const Setting& setting : settings()) {
      const auto bad = badValuesOf(setting);
      const std::string wrong = std::holds_alternative<Range>(setting.allowed) ? bad[1] : bad.back();
      table += fmt::format("| `{}` | `{}` | `{}` |\n", setting.path, wrong, errorOf(yamlWith(setting, wrong)));
    }
    tests::isTableOf("docs/contract/profile-errors.md", table);
  }

  void aMisspeltKeyIsRefusedWithItsLine() {
    for (const Setting& setting : settings()) {
      const std::string error = errorOf(yamlWith(setting, anotherValue(setting), "x"));
      QVERIFY2(error.starts_with(fmt::format("p.yaml:2: unknown key '{}x'", setting.path)), error.c_str());
    }
  }

  void aDefaultIsWithinItsBounds() {
    const auto again = parseProfile(encodeProfile({}), "nodes.yaml");
    QVERIFY2(again.has_value(), again ? "" : again.error().what.c_str());
    QVERIFY(*again == Profile{});
    for (const Setting& setting : settings()) QVERIFY2(!setting.meaning.empty(), setting.path.c_str());
  }

  void theDocumentationIsTheTable() { tests::isTableOf("docs/contract/profile.md", documentation()); }

  void theShippedProfileIsTheTable() {
    tests::isFile("resources/profiles/embedded.yaml", shippedProfile());
    const auto profile = parseProfile(shippedProfile(), "embedded.yaml");
    QVERIFY2(profile.has_value(), profile ? "" : profile.error().what.c_str());
    QVERIFY(*profile == Profile{});
  }
};

ORDERDECK_TEST(SettingsTest)
#include "settings_test.moc"
