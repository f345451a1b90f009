#include "runtime/control/act_gate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "api/caller.h"

namespace orderdeck::runtime {

using api::ActOutcome;
using core::ErrorCode;
using core::Result;
using ports::HttpReply;
using ports::HttpRequest;
using ports::HttpRespond;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::size_t kMostRead = 64 * 1024;  // of a body whose members are told: a larger one is a file of orders
constexpr std::size_t kMostArguments = 300, kMostMember = 80, kMostDetail = 300;

HttpReply forbidden(const api::TokenView& token, api::Scope needed) {
  return ports::problem("forbidden", fmt::format("this needs the scope {}; the token {} may only {}",
                                                 core::nameOf(needed), token.name, token.scope.text()));
}

Json membersOf(const std::string& body) {
  if (body.empty() || body.size() > kMostRead) return Json::object();
  Json members = Json::parse(body, nullptr, false);
  return members.is_object() ? members : Json::object();
}

bool isDryRun(const Json& members) {
  const auto dryRun = members.find("dryRun");
  return dryRun != members.end() && *dryRun == true;
}

bool saysNothing(const Json& value) {
  return value.is_null() || value == false || value == 0 ||
         ((value.is_string() || value.is_structured()) && value.empty());
}

std::string textOf(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// "pause", "rate=200, seconds=10": the places of the path but the first, and what the body says.
std::string argumentsOf(const HttpRequest& request, const Gate::Places& at, const Json& members) {
  std::vector<std::string> texts(at.begin() + (at.empty() ? 0 : 1), at.end());
  for (const auto& [name, value] : members.items()) {
    if (saysNothing(value) || (name == "target" && at.empty())) continue;
    texts.push_back(api::shortened(fmt::format("{}={}", name, textOf(value)), kMostMember));
  }
  if (request.body.size() > kMostRead) texts.push_back(fmt::format("{} bytes", request.body.size()));
  return api::shortened(fmt::format("{}", fmt::join(texts, ", ")), kMostArguments);
}

std::string targetOf(const Gate::Places& at, const Json& members) {
  if (!at.empty()) return at.front();
  const auto target = members.find("target");
  return target != members.end() && target->is_string() ? api::shortened(target->get<std::string>(), kMostMember) : "";
}

/// Who and why, as the header fields say it.
Result<api::ActView> askedBy(const HttpRequest& request) {
  auto who = api::readHeaderText(api::kOperatorHeader, request.operatorName, api::kMostOperator);
  if (!who) return std::unexpected(who.error());
  auto reason = api::readHeaderText(api::kReasonHeader, request.reason, api::kMostReason);
  if (!reason) return std::unexpected(reason.error());
  return api::ActView{.at = core::now(),
                      .who = who->empty() ? "unknown" : *std::move(who),
                      .through = api::throughOf(request.userAgent),
                      .reason = *std::move(reason)};
}

/// With what came of it.
api::ActView ended(api::ActView act, const HttpReply& reply) {
  const int kind = reply.status / 100;
  act.outcome = kind < 4 ? ActOutcome::Done : kind == 4 ? ActOutcome::Refused : ActOutcome::Failed;
  if (kind < 4) return act;
  const auto problem = Json::parse(reply.body, nullptr, false);
  const auto member = [&problem](const char* name) {
    const bool isThere = problem.is_object() && problem.contains(name) && problem[name].is_string();
    return isThere ? api::shortened(problem[name].get<std::string>(), kMostDetail) : std::string();
  };
  act.code = member("code");
  act.detail = member("detail");
  return act;
}

}  // namespace

void ActGate::enter(HttpRequest request, Places at, const api::Access& access, HttpRespond respond, CarryOut carryOut) {
  if (!access.scope) return carryOut(std::move(request), std::move(at), std::move(respond));
  const auto token = m_tokens.holderOf(request.authorization);
  if (!token) return respond(TokenStore::refusal());
  if (access.act) {
    return m_worker.hand(
        [this, request = std::move(request), at = std::move(at), access, token = *token,
         carryOut = std::move(carryOut)](HttpRespond answered) mutable {
          act(std::move(request), std::move(at), access, token, std::move(answered), std::move(carryOut));
        },
        std::move(respond));
  }
  if (token->scope.value() < *access.scope) return respond(forbidden(*token, *access.scope));
  carryOut(std::move(request), std::move(at), std::move(respond));
}

void ActGate::act(HttpRequest request, Places at, const api::Access& access, const api::TokenView& token,
                  HttpRespond respond, CarryOut carryOut) {
  auto asked = askedBy(request);
  if (!asked) return respond(ports::problem(asked.error()));
  const Json members = membersOf(request.body);
  api::ActView entry = *std::move(asked);
  entry.token = token.name;
  entry.act = *access.act;
  entry.target = targetOf(at, members);
  entry.arguments = argumentsOf(request, at, members);
  if (token.scope.value() < *access.scope) {
    HttpReply refusal = forbidden(token, *access.scope);
    entry = ended(std::move(entry), refusal);
    (void)m_log.begin(entry);  // it is refused in any case
    return respond(std::move(refusal));
  }
  if (access.mayBeDry && isDryRun(members)) return carryOut(std::move(request), std::move(at), std::move(respond));
  const auto begun = m_log.begin(entry);
  if (!begun && !access.evenUnlogged) {
    HttpReply refusal = ports::problem(
        {ErrorCode::Unavailable,
         fmt::format("nothing was changed, since the log of acts cannot be written: {}", begun.error().what), false});
    m_log.end(ended(std::move(entry), refusal));
    return respond(std::move(refusal));
  }
  carryOut(std::move(request), std::move(at),
           [this, entry = std::move(entry), respond = std::move(respond)](HttpReply reply) mutable {
             m_log.end(ended(std::move(entry), reply));
             respond(std::move(reply));
           });
}

}  // namespace orderdeck::runtime
