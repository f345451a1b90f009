#include "api/schema.h"

namespace orderdeck::api {

namespace {

/// Of a member that may be null, the part that is not.
SchemaJson& present(SchemaJson& member) { return member.contains("anyOf") ? member["anyOf"][0] : member; }

SchemaJson parameter(std::string_view name, const char* in, bool required, SchemaJson schema) {
  return {{"name", name}, {"in", in}, {"required", required}, {"schema", std::move(schema)}};
}

/// A text of a URL: a control character in it is refused.
SchemaJson inTarget(SchemaJson member) {
  SchemaJson schema = present(member);
  SchemaJson& text = schema.contains("items") ? schema["items"] : schema;
  if (text.value("type", "") == "string" && !text.contains("enum") && !text.contains("pattern"))
    text["pattern"] = R"(^[^\u0000-\u001F\u007F]*$)";
  return schema;
}

SchemaJson content(const char* type, SchemaJson schema) { return {{type, {{"schema", std::move(schema)}}}}; }

}  // namespace

void SchemaWriter::add(SchemaJson& member, const Rfc3339&) {
  present(member) = {{"type", "string"}, {"format", "date-time"}};
}

void SchemaWriter::add(SchemaJson& member, const Range& range) {
  SchemaJson& number = present(member);
  number[range.aboveLeast ? "exclusiveMinimum" : "minimum"] = range.least;
  number["maximum"] = range.most;
}

void SchemaWriter::add(SchemaJson& member, const Matching& matching) { present(member)["pattern"] = matching.pattern; }

void SchemaWriter::add(SchemaJson& member, const Entries& entries) {
  member["minItems"] = entries.least;
  member["maxItems"] = entries.most;
}

SchemaJson orNull(SchemaJson schema) {
  const SchemaJson null = {{"type", "null"}};
  if (!schema.contains("anyOf")) return {{"anyOf", SchemaJson::array({std::move(schema), null})}};
  if (schema["anyOf"].back() != null) schema["anyOf"].push_back(null);
  return schema;
}

namespace detail {

SchemaJson objectSchema(SchemaWriter writer) {
  SchemaJson schema = {{"type", "object"}, {"properties", std::move(writer.properties)}};
  if (!writer.required.empty()) schema["required"] = std::move(writer.required);
  return schema;
}

SchemaJson operation(std::string_view name, std::string_view path, std::string_view summary, int status,
                     const SchemaJson& query, const SchemaJson& body, const SchemaJson& answer) {
  SchemaJson parameters = SchemaJson::array();
  for (std::size_t open = path.find('{'); open != path.npos; open = path.find('{', open + 1)) {
    parameters.push_back(parameter(path.substr(open + 1, path.find('}', open) - open - 1), "path", true,
                                   {{"type", "string"}, {"pattern", kName.pattern}}));
  }
  if (query.is_object()) {
    for (const auto& [key, schema] : query["properties"].items())
      parameters.push_back(parameter(key, "query", false, inTarget(schema)));
  }
  SchemaJson out = {{"operationId", name}, {"summary", summary}};
  if (!parameters.empty()) out["parameters"] = std::move(parameters);
  if (body.is_object())
    out["requestBody"] = {{"required", body.contains("required")}, {"content", content("application/json", body)}};
  out["responses"] = {
      {std::to_string(status), {{"description", summary}, {"content", content("application/json", answer)}}},
      {"default",
       {{"description", "Not done: an RFC 9457 problem"},
        {"content", content("application/problem+json", {{"$ref", "#/components/schemas/Problem"}})}}}};
  return out;
}

}  // namespace detail

}  // namespace orderdeck::api
