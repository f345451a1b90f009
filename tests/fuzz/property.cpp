#include "property.h"

#include <cstdio>
#include <cstdlib>

#include <nlohmann/json.hpp>

namespace orderdeck::fuzz {

namespace {

constexpr std::size_t kLongestSentence = 1'000;  // bytes

bool hasHeader(const ports::HttpReply& reply, std::string_view wanted) {
  for (const auto& [name, value] : reply.headers) {
    if (name == wanted && !value.empty()) return true;
  }
  return false;
}

}  // namespace

void require(bool holds, std::string_view property, std::string_view shown) {
  if (holds) return;
  std::fprintf(stderr, "broken property: %.*s\n%.*s\n", static_cast<int>(property.size()), property.data(),
               static_cast<int>(shown.size()), shown.data());
  std::abort();
}

void requireSentence(const core::Error& error) {
  require(!error.what.empty(), "an error says what is wrong");
  require(error.what.size() <= kLongestSentence, "an error is a sentence, however long the input is", error.what);
}

void requireProblem(const ports::HttpReply& reply) {
  require(reply.contentType == "application/problem+json", "a refusal is problem+json", reply.contentType);
  const auto json = nlohmann::json::parse(reply.body, nullptr, false);
  require(json.is_object(), "a problem is a JSON object", reply.body);
  for (const char* member : {"type", "title", "code", "detail"}) {
    require(json.contains(member) && json[member].is_string(), "a problem has type, title, code and detail",
            reply.body);
  }
  require(json.value("status", 0) == reply.status, "a problem's status is the reply's", reply.body);
  const auto known = core::named<ports::Problem>(json["code"].get<std::string>());
  require(known && ports::kindOf(*known).status == reply.status, "a problem's code is the contract's for its status",
          reply.body);
  require(reply.status != 503 || hasHeader(reply, "Retry-After"), "503 says when to come back", reply.body);
  require(reply.status != 401 || hasHeader(reply, "WWW-Authenticate"), "401 says how to authenticate", reply.body);
  require(reply.status != 405 || hasHeader(reply, "Allow"), "405 says what is allowed", reply.body);
}

bool isUtf8(std::string_view text) {
  try {
    (void)nlohmann::json(std::string(text)).dump();
    return true;
  } catch (const nlohmann::json::exception&) {
    return false;
  }
}

}  // namespace orderdeck::fuzz
