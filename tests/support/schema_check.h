// Holds answers against an OpenAPI description, member by member: what is described must be there unless it is
// optional, and what is there must be described. Remembers which members it saw, so that one that no answer has is
// found too.
#pragma once

#include <set>
#include <string>

#include <nlohmann/json.hpp>

namespace orderdeck::support {

class SchemaCheck {
 public:
  explicit SchemaCheck(nlohmann::json document) : m_document(std::move(document)) {}

  /// Where the answer is not as the operation describes it for this status; empty: it is.
  std::string mismatch(const std::string& method, const std::string& path, int status, const nlohmann::json& answer);

  /// Members of these schemas of the document that no answer had: "Order.deadline".
  std::set<std::string> unseen(const std::set<std::string>& schemas) const;

 private:
  using Json = nlohmann::json;

  const Json& resolved(const Json& schema) const;
  std::string check(const Json& schema, const Json& value, const std::string& at);
  std::string checkObject(const Json& schema, const Json& value, const std::string& at);
  /// Every object schema that a schema with allOf is made of.
  void collect(const Json& schema, std::vector<const Json*>& parts) const;

  const Json m_document;
  std::set<const Json*> m_seen;  // schemas of members
};

}  // namespace orderdeck::support
