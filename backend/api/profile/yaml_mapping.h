// Reads one mapping of a YAML document strictly: every key is optional, a key that is not known, a wrong type and a
// value out of range are errors with file and line. The first error wins; reading goes on harmlessly after it. Used on
// one thread, while loading.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::api {

class YamlMapping {
 public:
  /// `path` is what stands before a key in messages ("gateway."). An absent or empty node is an empty mapping.
  YamlMapping(YAML::Node node, std::string source, std::string path = {});

  void read(const std::string& key, std::string& out);
  void read(const std::string& key, bool& out);
  void read(const std::string& key, double& out, double least, double most);
  void read(const std::string& key, core::Millis& out, std::int64_t least, std::int64_t most);
  void read(const std::string& key, std::set<std::string>& out);  // a list of texts
  /// As above; an entry that is not `legal` is an error at its own line.
  void read(const std::string& key, std::set<std::string>& out, bool (*legal)(const std::string&),
            const std::string& must);
  void readOneOf(const std::string& key, std::string& out, const std::vector<std::string_view>& words);
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  void read(const std::string& key, T& out, std::int64_t least, std::int64_t most) {
    if (const auto value = number(key, least, most)) out = static_cast<T>(*value);
  }

  /// A key whose value is never shown in an error: it is a secret, or may hold one.
  void hide(const std::string& key) { m_hidden.insert(key); }

  bool has(const std::string& key);
  /// The mapping under `key`; it reports into this reader's error.
  YamlMapping section(const std::string& key);
  /// The keys of this mapping, as written.
  std::vector<std::string> keys() const;

  /// Reports the keys that nobody asked for. Last call on each reader.
  void finish();

  /// Reports an error about the value of `key` (or, without one, about the whole mapping). Unavailable: the value is
  /// none that is always wrong.
  void reject(const std::string& key, const std::string& must, core::ErrorCode code = core::ErrorCode::InvalidArgument);

  const std::optional<core::Error>& error() const { return *m_error; }

 private:
  YAML::Node find(const std::string& key);
  std::optional<std::int64_t> number(const std::string& key, std::int64_t least, std::int64_t most);
  void report(const YAML::Node& at, const std::string& what, core::ErrorCode code = core::ErrorCode::InvalidArgument);

  YAML::Node m_node;
  std::string m_source, m_path;
  std::set<std::string> m_known, m_hidden;
  std::shared_ptr<std::optional<core::Error>> m_error;
};

/// The document's root, or InvalidArgument with file and line when the text is not UTF-8, no YAML, or more than one
/// document.
core::Result<YAML::Node> parseYaml(const std::string& text, const std::string& source);

}  // namespace orderdeck::api
