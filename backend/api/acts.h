// Acts: what changes a running system, who did it, and what came of it; and what a token may do. Values; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/described.h"
#include "core/clock.h"
#include "core/words.h"

namespace orderdeck::api {

/// What a token may do: each scope holds those before it.
enum class Scope { View, Operate, Admin };
constexpr auto wordsOf(Scope) {
  return std::to_array<core::Word<Scope>>({{Scope::View, ORDERDECK_TEXT("orderdeck::ui::ActText", "view")},
                                           {Scope::Operate, ORDERDECK_TEXT("orderdeck::ui::ActText", "operate")},
                                           {Scope::Admin, ORDERDECK_TEXT("orderdeck::ui::ActText", "admin")}});
}
using ScopeWord = core::ClosedWord<Scope>;

enum class Act {
  PlaceOrder,
  CancelOrder,
  Restock,
  ControlNode,
  ForceBreaker,
  StartLoad,
  ChangeLoadRate,
  StopLoad,
  ArmFault,
  ClearFault,
  ClearFaults,
  Redrive,
  CancelRedrive,
  Discard,
  Rebuild,
  ShutDown,
  CreateToken,
  RevokeToken,
};
constexpr auto wordsOf(Act) {
  return std::to_array<core::Word<Act>>(
      {{Act::PlaceOrder, ORDERDECK_TEXT("orderdeck::ui::ActText", "place order")},
       {Act::CancelOrder, ORDERDECK_TEXT("orderdeck::ui::ActText", "cancel order")},
       {Act::Restock, ORDERDECK_TEXT("orderdeck::ui::ActText", "restock")},
       {Act::ControlNode, ORDERDECK_TEXT("orderdeck::ui::ActText", "control node")},
       {Act::ForceBreaker, ORDERDECK_TEXT("orderdeck::ui::ActText", "force breaker")},
       {Act::StartLoad, ORDERDECK_TEXT("orderdeck::ui::ActText", "start load")},
       {Act::ChangeLoadRate, ORDERDECK_TEXT("orderdeck::ui::ActText", "change load rate")},
       {Act::StopLoad, ORDERDECK_TEXT("orderdeck::ui::ActText", "stop load")},
       {Act::ArmFault, ORDERDECK_TEXT("orderdeck::ui::ActText", "arm fault")},
       {Act::ClearFault, ORDERDECK_TEXT("orderdeck::ui::ActText", "clear fault")},
       {Act::ClearFaults, ORDERDECK_TEXT("orderdeck::ui::ActText", "clear every fault")},
       {Act::Redrive, ORDERDECK_TEXT("orderdeck::ui::ActText", "redrive")},
       {Act::CancelRedrive, ORDERDECK_TEXT("orderdeck::ui::ActText", "cancel redrive")},
       {Act::Discard, ORDERDECK_TEXT("orderdeck::ui::ActText", "discard")},
       {Act::Rebuild, ORDERDECK_TEXT("orderdeck::ui::ActText", "rebuild")},
       {Act::ShutDown, ORDERDECK_TEXT("orderdeck::ui::ActText", "shut down")},
       {Act::CreateToken, ORDERDECK_TEXT("orderdeck::ui::ActText", "create token")},
       {Act::RevokeToken, ORDERDECK_TEXT("orderdeck::ui::ActText", "revoke token")}});
}
using ActWord = core::ClosedWord<Act>;

/// The program that an act came through, as it says itself.
enum class Through { Api, Console, Ctl };
constexpr auto wordsOf(Through) {
  return std::to_array<core::Word<Through>>({{Through::Api, ORDERDECK_TEXT("orderdeck::ui::ActText", "api")},
                                             {Through::Console, ORDERDECK_TEXT("orderdeck::ui::ActText", "console")},
                                             {Through::Ctl, ORDERDECK_TEXT("orderdeck::ui::ActText", "ctl")}});
}
using ThroughWord = core::ClosedWord<Through>;

enum class ActOutcome {
  Begun,    // it is being carried out, or the daemon ended before it was: what came of it is not known
  Done,     //
  Refused,  // a 4xx: nothing was changed
  Failed,   // a 5xx: the detail says what is known
};
constexpr auto wordsOf(ActOutcome) {
  return std::to_array<core::Word<ActOutcome>>(
      {{ActOutcome::Begun, ORDERDECK_TEXT("orderdeck::ui::ActText", "begun")},
       {ActOutcome::Done, ORDERDECK_TEXT("orderdeck::ui::ActText", "done")},
       {ActOutcome::Refused, ORDERDECK_TEXT("orderdeck::ui::ActText", "refused")},
       {ActOutcome::Failed, ORDERDECK_TEXT("orderdeck::ui::ActText", "failed")}});
}
using ActOutcomeWord = core::ClosedWord<ActOutcome>;

/// What a call needs of the token that it comes with, and which act it is.
struct Access {
  std::optional<Scope> scope = {};  // nothing: no token at all
  std::optional<Act> act = {};      // nothing: it changes nothing
  bool evenUnlogged = false;        // is carried out though its entry cannot be written
  bool mayBeDry = false;            // with "dryRun":true in its body it changes nothing
};
inline constexpr Access kPublic{};
inline constexpr Access kView{.scope = Scope::View};
constexpr Access operate(Act act) { return {.scope = Scope::Operate, .act = act}; }
constexpr Access admin(Act act) { return {.scope = Scope::Admin, .act = act}; }
constexpr Access evenUnlogged(Access access) {
  access.evenUnlogged = true;
  return access;
}
constexpr Access orDryRun(Access access) {
  access.mayBeDry = true;
  return access;
}

/// An entry of the log of acts.
struct ActView {
  std::int64_t sequence = 0;  // from 1
  core::Timestamp at = {};
  std::string who = {};    // as the client says; "unknown" when it does not
  std::string token = {};  // the name of the token that it came with
  ThroughWord through = {};
  ActWord act = {};
  std::string target = {};     // payment-1
  std::string arguments = {};  // in short: pause
  std::string reason = {};
  ActOutcomeWord outcome = {};
  std::string code = {}, detail = {};  // of a problem
  bool operator==(const ActView&) const = default;
};

struct ActsQuery {
  std::int64_t from = 0;  // the `next` of the page before; 0: the newest
  int limit = 200;
};

struct ActsAnswer {
  std::vector<ActView> acts;  // newest first
  std::int64_t next = 0;      // `from` of the next page, which is older; 0: there is none
};

struct TokenView {
  std::string name;
  ScopeWord scope;
};

struct NewToken {
  std::string name;
  ScopeWord scope;
};

struct MadeToken {
  std::string name;
  ScopeWord scope;
  std::string token;  // told this once
};

template <typename V>
void visit(V& v, ActView& a) {
  v("sequence", a.sequence), v("at", a.at, kRfc3339), v("who", a.who), v("token", a.token), v("through", a.through);
  v("act", a.act), v("target", a.target, kOptional), v("arguments", a.arguments, kOptional);
  v("reason", a.reason, kOptional), v("outcome", a.outcome), v("code", a.code, kOptional);
  v("detail", a.detail, kOptional);
}

template <typename V>
void visit(V& v, ActsQuery& q) {
  v("from", q.from, kOptional), v("limit", q.limit, kOptional, from(1, 1'000));
}

template <typename V>
void visit(V& v, ActsAnswer& a) {
  v("acts", a.acts), v("next", a.next);
}

template <typename V>
void visit(V& v, TokenView& t) {
  v("name", t.name), v("scope", t.scope);
}

template <typename V>
void visit(V& v, NewToken& t) {
  v("name", t.name, kName), v("scope", t.scope);
}

template <typename V>
void visit(V& v, MadeToken& t) {
  v("name", t.name), v("scope", t.scope), v("token", t.token);
}

}  // namespace orderdeck::api
