#include "tests/support/schema_check.h"

#include <algorithm>

namespace orderdeck::support {

namespace {

bool isOfType(const nlohmann::json& value, const std::string& type) {
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  return type == "null" && value.is_null();
}

}  // namespace

std::string SchemaCheck::mismatch(const std::string& method, const std::string& path, int status, const Json& answer) {
  const Json& responses = m_document.at("paths").at(path).at(method).at("responses");
  const std::string code = std::to_string(status);
  if (!responses.contains(code) && !responses.contains("default")) return code + " is not described";
  const Json& response = resolved(responses.at(responses.contains(code) ? code : "default"));
  return check(response.at("content").front().at("schema"), answer, path);
}

std::set<std::string> SchemaCheck::unseen(const std::set<std::string>& schemas) const {
  std::set<std::string> out;
  for (const std::string& name : schemas) {
    std::vector<const Json*> parts;
    collect(m_document.at("components").at("schemas").at(name), parts);
    for (const Json* part : parts) {
      for (const auto& [member, schema] : part->at("properties").items()) {
        if (!m_seen.contains(&schema)) out.insert(name + "." + member);
      }
    }
  }
  return out;
}

const nlohmann::json& SchemaCheck::resolved(const Json& schema) const {
  if (!schema.contains("$ref")) return schema;
  return m_document.at(Json::json_pointer(schema.at("$ref").get<std::string>().substr(1)));
}

void SchemaCheck::collect(const Json& schema, std::vector<const Json*>& parts) const {
  const Json& real = resolved(schema);
  if (real.contains("properties")) parts.push_back(&real);
  if (!real.contains("allOf")) return;
  for (const Json& part : real.at("allOf")) collect(part, parts);
}

std::string SchemaCheck::check(const Json& schema, const Json& value, const std::string& at) {
  const Json& real = resolved(schema);
  if (real.contains("anyOf")) {
    std::string first;
    for (const Json& choice : real.at("anyOf")) {
      const std::string wrong = check(choice, value, at);
      if (wrong.empty()) return {};
      if (first.empty()) first = wrong;
    }
    return first;
  }
  if (real.contains("const") && real.at("const") != value) return at + " is " + value.dump();
  if (real.contains("enum") && std::ranges::find(real.at("enum"), value) == real.at("enum").end())
    return at + " is " + value.dump();
  if (real.contains("type")) {
    const Json types = real.at("type").is_array() ? real.at("type") : Json::array({real.at("type")});
    if (std::ranges::none_of(types, [&](const Json& type) { return isOfType(value, type); }))
      return at + " is " + value.dump() + ", not " + types.dump();
  }
  if (value.is_object()) return checkObject(real, value, at);
  if (!value.is_array()) return {};
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (std::string wrong = check(real.at("items"), value[i], at + "[" + std::to_string(i) + "]"); !wrong.empty())
      return wrong;
  }
  return {};
}

std::string SchemaCheck::checkObject(const Json& schema, const Json& value, const std::string& at) {
  std::vector<const Json*> parts;
  collect(schema, parts);
  for (const Json* part : parts) {
    for (const Json& member : part->value("required", Json::array())) {
      if (!value.contains(member)) return at + "." + member.get<std::string>() + " is missing";
    }
  }
  for (const auto& [member, held] : value.items()) {
    const std::string place = at + "." + member;
    bool known = false;
    for (const Json* part : parts) {
      const auto described = part->at("properties").find(member);
      if (described == part->at("properties").end()) continue;
      known = true;
      m_seen.insert(&*described);
      if (std::string wrong = check(*described, held, place); !wrong.empty()) return wrong;
    }
    if (known) continue;
    if (!schema.contains("additionalProperties")) return place + " is not described";
    if (std::string wrong = check(schema.at("additionalProperties"), held, place); !wrong.empty()) return wrong;
  }
  return {};
}

}  // namespace orderdeck::support
