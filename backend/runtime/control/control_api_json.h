// Bodies of the control API that are read member by member, strictly: what has the wrong type is an error that names
// the member. Private to control_*.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/error.h"

namespace orderdeck::runtime {

class JsonBody {
 public:
  /// InvalidJson unless `text` is a JSON object; an empty text is an empty object.
  static core::Result<JsonBody> parse(const std::string& text);

  void read(const char* key, std::string& out);
  void read(const char* key, bool& out);
  void read(const char* key, double& out);
  void read(const char* key, std::int64_t& out);
  void read(const char* key, std::map<std::string, double>& out);
  void read(const char* key, std::vector<std::string>& out);
  void read(const char* key, std::map<std::string, std::string>& out);
  template <typename T>
  void read(const char* key, std::optional<T>& out) {
    if (find(key)) read(key, out.emplace());
  }

  bool has(const char* key) const { return find(key) != nullptr; }

  /// The first member that could not be read.
  const std::optional<core::Error>& error() const { return m_error; }

 private:
  const nlohmann::json* find(const char* key) const;
  void refuse(const char* key, const char* must);

  nlohmann::json m_json;
  std::optional<core::Error> m_error;
};

}  // namespace orderdeck::runtime
