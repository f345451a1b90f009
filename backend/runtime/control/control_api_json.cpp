#include "runtime/control/control_api_json.h"

#include <fmt/format.h>

namespace orderdeck::runtime {

core::Result<JsonBody> JsonBody::parse(const std::string& text) {
  JsonBody body;
  body.m_json = text.empty() ? nlohmann::json::object() : nlohmann::json::parse(text, nullptr, false);
  if (!body.m_json.is_object()) return core::fail(core::ErrorCode::InvalidJson, "the body must be a JSON object");
  return body;
}

const nlohmann::json* JsonBody::find(const char* key) const {
  const auto found = m_json.find(key);
  return found == m_json.end() || found->is_null() ? nullptr : &*found;
}

void JsonBody::refuse(const char* key, const char* must) {
  if (!m_error) m_error = core::Error{core::ErrorCode::InvalidArgument, fmt::format("{} must be {}", key, must), false};
}

void JsonBody::read(const char* key, std::string& out) {
  const auto* value = find(key);
  if (!value) return;
  if (value->is_string())
    out = value->get<std::string>();
  else
    refuse(key, "a text");
}

void JsonBody::read(const char* key, bool& out) {
  const auto* value = find(key);
  if (!value) return;
  if (value->is_boolean())
    out = value->get<bool>();
  else
    refuse(key, "true or false");
}

void JsonBody::read(const char* key, double& out) {
  const auto* value = find(key);
  if (!value) return;
  if (value->is_number())
    out = value->get<double>();
  else
    refuse(key, "a number");
}

void JsonBody::read(const char* key, std::int64_t& out) {
  const auto* value = find(key);
  if (!value) return;
  if (value->is_number_integer())
    out = value->get<std::int64_t>();
  else
    refuse(key, "a whole number");
}

void JsonBody::read(const char* key, std::map<std::string, double>& out) {
  const auto* value = find(key);
  if (!value) return;
  if (!value->is_object()) return refuse(key, "an object of numbers");
  for (const auto& [name, number] : value->items()) {
    if (!number.is_number()) return refuse(key, "an object of numbers");
    out[name] = number.get<double>();
  }
}

void JsonBody::read(const char* key, std::map<std::string, std::string>& out) {
  const auto* value = find(key);
  if (!value) return;
  if (!value->is_object()) return refuse(key, "an object of texts");
  for (const auto& [name, text] : value->items()) {
    if (!text.is_string()) return refuse(key, "an object of texts");
    out[name] = text.get<std::string>();
  }
}

void JsonBody::read(const char* key, std::vector<std::string>& out) {
  const auto* value = find(key);
  if (!value) return;
  if (!value->is_array()) return refuse(key, "a list of texts");
  for (const auto& text : *value) {
    if (!text.is_string()) return refuse(key, "a list of texts");
    out.push_back(text.get<std::string>());
  }
}

}  // namespace orderdeck::runtime
