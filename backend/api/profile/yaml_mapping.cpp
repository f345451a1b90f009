#include "api/profile/yaml_mapping.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/eventhandler.h>

#include "domain/events/json_text.h"

namespace orderdeck::api {

using core::ErrorCode;

namespace {

/// Notes where documents start, and nothing else.
class DocumentStarts : public YAML::EventHandler {
 public:
  int latest() const { return m_latest; }
  void OnDocumentStart(const YAML::Mark& mark) override { m_latest = std::max(mark.line, 0) + 1; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  int m_latest = 1;
};

/// The line of a second document. Load() would say nothing of it, nor of what it could not make sense of after the
/// first (", a"), where LoadAll() goes on for ever.
std::optional<int> secondDocument(const std::string& text) {
  std::istringstream in(text);
  YAML::Parser parser(in);
  DocumentStarts starts;
  if (parser.HandleNextDocument(starts) && parser.HandleNextDocument(starts)) return starts.latest();
  return std::nullopt;
}

/// Whether it is text, and well-formed: the library makes a byte that is no character of "\_" and of "\N".
bool isText(const YAML::Node& node) { return node.IsScalar() && domain::isUtf8(node.Scalar()); }

std::string_view shortened(std::string_view text) {
  text = text.substr(0, 40);
  return text.substr(0, domain::utf8Prefix(text));
}

/// As much of a value as a message shows: not the log-in of what may be a URL, whichever setting it stands at.
std::string shownValue(std::string_view value) {
  const std::size_t at = value.rfind('@');
  const bool mayHoldLogin = at != value.npos && value.substr(0, at).contains(':');
  return mayHoldLogin ? fmt::format("...{}", shortened(value.substr(at))) : std::string(shortened(value));
}

/// As much of a key that nobody knows: where a colon is missing the value is a part of it, and may be a password.
std::string shownKey(std::string_view key) {
  const std::size_t end =
      std::min(key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"), key.size());
  return fmt::format("{}{}", key.substr(0, end), end < key.size() ? "..." : "");
}

}  // namespace

YamlMapping::YamlMapping(YAML::Node node, std::string source, std::string path)
    : m_node(std::move(node)),
      m_source(std::move(source)),
      m_path(std::move(path)),
      m_error(std::make_shared<std::optional<core::Error>>()) {
  if (m_node && !m_node.IsNull() && !m_node.IsMap())
    report(m_node, fmt::format("{} must be a mapping of keys to values",
                               m_path.empty() ? "the document" : m_path.substr(0, m_path.size() - 1)));
}

void YamlMapping::report(const YAML::Node& at, const std::string& what, ErrorCode code) {
  if (m_error->has_value()) return;
  const int line = at && at.Mark().line >= 0 ? at.Mark().line + 1 : 1;
  *m_error = core::Error{code, fmt::format("{}:{}: {}", m_source, line, what), false};
}

YAML::Node YamlMapping::find(const std::string& key) {
  m_known.insert(key);
  if (!m_node || !m_node.IsMap()) return YAML::Node(YAML::NodeType::Undefined);
  for (const auto& pair : m_node) {
    if (pair.first.IsScalar() && pair.first.Scalar() == key) return pair.second;
  }
  return YAML::Node(YAML::NodeType::Undefined);
}

bool YamlMapping::has(const std::string& key) {
  const YAML::Node value = find(key);
  return value.IsDefined() && !value.IsNull();
}

void YamlMapping::reject(const std::string& key, const std::string& must, ErrorCode code) {
  if (key.empty()) return report(m_node, must);
  const YAML::Node value = find(key);
  const std::string given = value.IsDefined() && value.IsScalar() && !m_hidden.contains(key)
                                ? fmt::format(", not '{}'", shownValue(value.Scalar()))
                                : "";
  report(value.IsDefined() ? value : m_node, fmt::format("{}{} {}{}", m_path, key, must, given), code);
}

std::optional<std::int64_t> YamlMapping::number(const std::string& key, std::int64_t least, std::int64_t most) {
  if (!has(key)) return std::nullopt;
  const YAML::Node value = find(key);
  std::int64_t n = 0;
  const std::string text = value.IsScalar() ? value.Scalar() : "";
  const auto [stop, bad] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (!value.IsScalar() || bad != std::errc{} || stop != text.data() + text.size() || n < least || n > most) {
    reject(key, fmt::format("must be a whole number from {} to {}", least, most));
    return std::nullopt;
  }
  return n;
}

void YamlMapping::read(const std::string& key, std::string& out) {
  if (!has(key)) return;
  const YAML::Node value = find(key);
  if (!isText(value)) return reject(key, "must be text in UTF-8");
  out = value.Scalar();
}

void YamlMapping::read(const std::string& key, bool& out) {
  if (!has(key)) return;
  const YAML::Node value = find(key);
  const std::string text = value.IsScalar() ? value.Scalar() : "";
  if (text != "true" && text != "false") return reject(key, "must be true or false");
  out = text == "true";
}

void YamlMapping::read(const std::string& key, double& out, double least, double most) {
  if (!has(key)) return;
  const YAML::Node value = find(key);
  double n = 0;
  const std::string text = value.IsScalar() ? value.Scalar() : "";
  const auto [stop, bad] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (bad != std::errc{} || stop != text.data() + text.size() || !(n >= least && n <= most)) {
    return reject(key, fmt::format("must be a number from {} to {}", least, most));
  }
  out = n;
}

void YamlMapping::read(const std::string& key, core::Millis& out, std::int64_t least, std::int64_t most) {
  if (const auto value = number(key, least, most)) out = core::Millis{*value};
}

void YamlMapping::read(const std::string& key, std::set<std::string>& out) {
  if (!has(key)) return;
  const YAML::Node value = find(key);
  if (!value.IsSequence() || !std::all_of(value.begin(), value.end(), isText))
    return reject(key, "must be a list of texts in UTF-8");
  out.clear();
  for (const YAML::Node& entry : value) out.insert(entry.Scalar());
}

void YamlMapping::read(const std::string& key, std::set<std::string>& out, bool (*legal)(const std::string&),
                       const std::string& must) {
  std::set<std::string> texts = out;
  read(key, texts);
  if (m_error->has_value() || !has(key)) return;
  for (const YAML::Node& entry : find(key)) {
    if (!legal(entry.Scalar()))
      return report(entry, fmt::format("an entry of {}{} {}, not '{}'", m_path, key, must, shownValue(entry.Scalar())));
  }
  out = std::move(texts);
}

void YamlMapping::readOneOf(const std::string& key, std::string& out, const std::vector<std::string_view>& words) {
  std::string word = out;
  read(key, word);
  if (std::find(words.begin(), words.end(), word) == words.end())
    return reject(key, fmt::format("must be one of {}", fmt::join(words, ", ")));
  out = std::move(word);
}

YamlMapping YamlMapping::section(const std::string& key) {
  YamlMapping inner(YAML::Node(YAML::NodeType::Null), m_source, m_path + key + ".");
  inner.m_error = m_error;
  if (has(key)) inner.m_node.reset(find(key));  // reset, for assigning would write into the document
  if (!inner.m_node.IsNull() && !inner.m_node.IsMap()) reject(key, "must be a mapping of keys to values");
  return inner;
}

std::vector<std::string> YamlMapping::keys() const {
  std::vector<std::string> found;
  if (m_node && m_node.IsMap()) {
    for (const auto& pair : m_node) found.push_back(pair.first.IsScalar() ? pair.first.Scalar() : "?");
  }
  return found;
}

void YamlMapping::finish() {
  if (!m_node || !m_node.IsMap()) return;
  std::set<std::string> seen;
  for (const auto& pair : m_node) {
    const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : "?";
    if (!m_known.contains(key))
      report(pair.first,
             fmt::format("unknown key '{}{}' (known: {})", m_path, shownKey(key), fmt::join(m_known, ", ")));
    if (!seen.insert(key).second) report(pair.first, fmt::format("key '{}{}' stands twice", m_path, shownKey(key)));
  }
}

core::Result<YAML::Node> parseYaml(const std::string& text, const std::string& source) {
  if (const std::size_t good = domain::utf8Prefix(text); good < text.size()) {
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(good), '\n');
    return core::fail(ErrorCode::InvalidArgument, fmt::format("{}:{}: not UTF-8", source, line));
  }
  try {
    if (const auto line = secondDocument(text)) {
      return core::fail(ErrorCode::InvalidArgument,
                        fmt::format("{}:{}: text after the end of the document", source, *line));
    }
    return YAML::Load(text);
  } catch (const YAML::Exception& e) {
    return core::fail(ErrorCode::InvalidArgument,
                      fmt::format("{}:{}: not YAML: {}", source, std::max(e.mark.line, 0) + 1, e.msg));
  }
}

}  // namespace orderdeck::api
