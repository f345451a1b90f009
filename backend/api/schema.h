// The JSON schema (OpenAPI 3.1) of described structs, and the OpenAPI operation of a call.
#pragma once

#include <concepts>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/call.h"
#include "api/described.h"
#include "core/clock.h"
#include "core/words.h"

namespace orderdeck::api {

using SchemaJson = nlohmann::ordered_json;

template <typename T>
SchemaJson schemaOf();

/// Of what may be null as well.
SchemaJson orNull(SchemaJson schema);

/// Walks one struct's members. One that is optional may be null: that is as good as absent.
class SchemaWriter {
 public:
  SchemaJson properties = SchemaJson::object(), required = SchemaJson::array();

  template <typename T, typename... Options>
  void operator()(std::string_view key, T&, Options... options) {
    SchemaJson member = schemaOf<T>();
    (add(member, options), ...);
    properties[std::string(key)] = kHas<Optional, Options...> ? orNull(std::move(member)) : std::move(member);
    if (!kHas<Optional, Options...>) required.push_back(key);
  }

 private:
  static void add(SchemaJson&, const Optional&) {}
  static void add(SchemaJson& member, const Rfc3339&);
  static void add(SchemaJson& member, const Range& range);
  static void add(SchemaJson& member, const Matching& matching);
  static void add(SchemaJson& member, const Entries& entries);
};

namespace detail {

SchemaJson objectSchema(SchemaWriter writer);

template <typename T>
struct SchemaFor;
template <>
struct SchemaFor<bool> {
  static SchemaJson make() { return {{"type", "boolean"}}; }
};
template <>
struct SchemaFor<double> {
  static SchemaJson make() { return {{"type", "number"}}; }
};
template <std::integral T>
struct SchemaFor<T> {
  static SchemaJson make() {
    return {
        {"type", "integer"}, {"minimum", std::numeric_limits<T>::min()}, {"maximum", std::numeric_limits<T>::max()}};
  }
};
template <>
struct SchemaFor<std::string> {
  static SchemaJson make() { return {{"type", "string"}}; }
};
template <core::ClosedWords Enum>
struct SchemaFor<core::ClosedWord<Enum>> {
  static SchemaJson make() {
    SchemaJson names = SchemaJson::array();
    for (const auto& word : core::kWords<Enum>) names.push_back(word.name);
    return {{"type", "string"}, {"enum", std::move(names)}};
  }
};
template <>
struct SchemaFor<core::Timestamp> {
  static SchemaJson make() {
    SchemaJson schema = schemaOf<std::int64_t>();
    schema["description"] = "milliseconds since the epoch";
    return schema;
  }
};
template <typename T>
struct SchemaFor<std::optional<T>> {
  static SchemaJson make() { return orNull(schemaOf<T>()); }
};
template <typename... T>
struct SchemaFor<std::variant<T...>> {
  static SchemaJson make() { return {{"anyOf", SchemaJson::array({schemaOf<T>()...})}}; }
};
template <typename A, typename B>
struct SchemaFor<std::pair<A, B>> {
  static SchemaJson make() {
    return {{"type", "array"},
            {"description", "a pair"},
            {"items", {{"anyOf", SchemaJson::array({schemaOf<A>(), schemaOf<B>()})}}},
            {"minItems", 2},
            {"maxItems", 2}};
  }
};
template <typename T>
struct SchemaFor<std::vector<T>> {
  static SchemaJson make() { return {{"type", "array"}, {"items", schemaOf<T>()}}; }
};
template <typename T>
struct SchemaFor<std::map<std::string, T>> {
  static SchemaJson make() { return {{"type", "object"}, {"additionalProperties", schemaOf<T>()}}; }
};
template <Described T>
struct SchemaFor<T> {
  static SchemaJson make() {
    T value{};
    SchemaWriter writer;
    visit(writer, value);
    return objectSchema(std::move(writer));
  }
};

/// What of a call's operation does not depend on its types. `query` and `body` are null when it has none.
SchemaJson operation(std::string_view name, std::string_view path, std::string_view summary, int status,
                     const SchemaJson& query, const SchemaJson& body, const SchemaJson& answer);

}  // namespace detail

template <typename T>
SchemaJson schemaOf() {
  return detail::SchemaFor<T>::make();
}

/// operationId, summary, parameters, body and answers.
template <typename Query, typename Body, typename Answer>
SchemaJson operationOf(const Call<Query, Body, Answer>& call) {
  return detail::operation(call.name, call.path, call.summary, call.status,
                           std::is_empty_v<Query> ? SchemaJson() : schemaOf<Query>(),
                           std::is_empty_v<Body> ? SchemaJson() : schemaOf<Body>(), schemaOf<Answer>());
}

}  // namespace orderdeck::api
