#include <concepts>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/snapshot_fields.h"

namespace orderdeck::api {

namespace {

using Json = nlohmann::json;

/// Keeps the path to where it stands, so that an error names the member ("nodes[2].pid"). The first error wins.
class Decoder {
 public:
  const std::string& error() const { return m_error; }

  template <typename T>
  void operator()(const char* key, T& value) {
    if (!m_error.empty()) return;
    const Json& object = *m_at;
    const auto found = object.find(key);
    static const Json kAbsent;
    const std::size_t length = m_path.size();
    if (length > 0) m_path += '.';
    m_path += key;
    read(found == object.end() ? kAbsent : *found, value);
    m_path.resize(length);
  }

  void read(const Json& json, bool& out) {
    if (json.is_boolean())
      out = json.get<bool>();
    else
      refuse("true or false");
  }
  void read(const Json& json, double& out) {
    if (json.is_number())
      out = json.get<double>();
    else
      refuse("a number");
  }
  template <std::signed_integral T>
  void read(const Json& json, T& out) {
    if (isWhole<T>(json))
      out = json.get<T>();
    else
      refuse("a whole number");
  }
  void read(const Json& json, std::string& out) {
    if (json.is_string())
      out = json.get_ref<const std::string&>();
    else
      refuse("a text");
  }
  void read(const Json& json, OpsArgument& out) {
    if (json.is_string())
      read(json, out.emplace<std::string>());
    else if (isWhole<std::int64_t>(json))
      read(json, out.emplace<std::int64_t>());
    else if (json.is_number())
      read(json, out.emplace<double>());
    else
      refuse("a text or a number");
  }
  void read(const Json& json, core::Timestamp& out) {
    if (isWhole<std::int64_t>(json))
      out = core::fromEpochMillis(json.get<std::int64_t>());
    else
      refuse("a time in epoch milliseconds");
  }
  template <typename T>
  void read(const Json& json, std::optional<T>& out) {
    if (json.is_null()) return out.reset();
    read(json, out.emplace());
  }
  template <typename A, typename B>
  void read(const Json& json, std::pair<A, B>& out) {
    if (!json.is_array() || json.size() != 2) return refuse("a pair");
    read(json[0], out.first);
    read(json[1], out.second);
  }
  template <typename T>
  void read(const Json& json, std::vector<T>& out) {
    if (!json.is_array()) return refuse("a list");
    out.resize(json.size());
    const std::size_t length = m_path.size();
    for (std::size_t i = 0; i < json.size() && m_error.empty(); ++i) {
      m_path += fmt::format("[{}]", i);
      read(json[i], out[i]);
      m_path.resize(length);
    }
  }
  template <typename T>
  void read(const Json& json, std::map<std::string, T>& out) {
    if (!json.is_object()) return refuse("an object");
    out.clear();
    const std::size_t length = m_path.size();
    for (const auto& [key, value] : json.items()) {
      m_path += "." + key;
      read(value, out[key]);
      m_path.resize(length);
    }
  }
  template <typename T>
    requires std::is_aggregate_v<T>
  void read(const Json& json, T& out) {
    if (!json.is_object()) return refuse("an object");
    const Json* const outer = std::exchange(m_at, &json);
    visit(*this, out);
    m_at = outer;
  }

 private:
  /// A number that T holds: converted, any other would become another number.
  template <typename T>
  static bool isWhole(const Json& json) {
    if (json.is_number_unsigned()) return std::in_range<T>(json.get<std::uint64_t>());
    return json.is_number_integer() && std::in_range<T>(json.get<std::int64_t>());
  }
  void refuse(const char* must) {
    if (m_error.empty()) m_error = fmt::format("snapshot: {} must be {}", m_path.empty() ? "it" : m_path, must);
  }

  const Json* m_at = nullptr;
  std::string m_path, m_error;
};

template <typename T>
core::Result<T> decode(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return core::fail(core::ErrorCode::Corrupt, "snapshot: not JSON");
  T value;
  Decoder decoder;
  decoder.read(json, value);
  if (!decoder.error().empty()) return core::fail(core::ErrorCode::Corrupt, decoder.error());
  return value;
}

}  // namespace

core::Result<Snapshot> decodeSnapshot(std::string_view text) { return decode<Snapshot>(text); }
core::Result<NodeStatus> decodeStatus(std::string_view text) { return decode<NodeStatus>(text); }

}  // namespace orderdeck::api
