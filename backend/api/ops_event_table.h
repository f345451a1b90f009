// Every operation event there is, and how one is made:
//
//   events.add(opsEvent<"node.started">("node"_a = unit.name, "pid"_a = unit.pid));
//
// A code that is not in the table, and an argument that its pattern does not have or that is not given, do not compile.
// Of an argument in [brackets] an empty text stands for none; an {invariant} is its number. Any thread.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "api/ops_event.h"
#include "api/states.h"

// Marks a pattern for lupdate, which finds the words that the console translates; the second for one whose words depend
// on the argument {hits}. See ui/CMakeLists.txt.
#define ORDERDECK_EVENT_TEXT(context, text) text
#define ORDERDECK_EVENT_COUNT(context, text) text

namespace orderdeck::api {

struct OpsEventForm {
  std::string_view code;
  const char* text;  // see filledIn()
};

// clang-format off
inline constexpr auto kOpsEvents = std::to_array<OpsEventForm>({
    {"node.started", ORDERDECK_EVENT_TEXT("OpsEvent", "{node} started (pid {pid})")},
    {"node.up", ORDERDECK_EVENT_TEXT("OpsEvent", "{node} is up")},
    {"node.paused", ORDERDECK_EVENT_TEXT("OpsEvent", "{node} is paused")},
    {"node.resumed", ORDERDECK_EVENT_TEXT("OpsEvent", "{node} goes on")},
    {"node.stopped", ORDERDECK_EVENT_TEXT("OpsEvent", "{node} stopped")},
    {"node.restarting", ORDERDECK_EVENT_TEXT("OpsEvent", "{node} ended ({exit}) to be restarted")},
    {"node.died", ORDERDECK_EVENT_TEXT("OpsEvent", "{node} died ({exit}); starts again in {millis} ms")},
    {"node.unusable", ORDERDECK_EVENT_TEXT("OpsEvent", "{node} cannot be used: {why}")},
    {"node.torn-write", ORDERDECK_EVENT_TEXT("OpsEvent", "{node} had a torn write at the end of {file}: {bytes} bytes were cut off, and kept as {kept}")},
    {"node.breaker-opened", ORDERDECK_EVENT_TEXT("OpsEvent", "{node}: the breaker to {dependency} opened[: {why}]")},
    {"node.breaker-closed", ORDERDECK_EVENT_TEXT("OpsEvent", "{node}: the breaker to {dependency} closed")},
    {"node.breaker-held-open", ORDERDECK_EVENT_TEXT("OpsEvent", "{node}: the breaker to {dependency} is held open")},
    {"node.breaker-held-closed", ORDERDECK_EVENT_TEXT("OpsEvent", "{node}: the breaker to {dependency} is held closed")},

    {"fault.armed", ORDERDECK_EVENT_TEXT("OpsEvent", "{fault} armed for {seconds} s[ on {target}] ({id})")},
    {"fault.cleared", ORDERDECK_EVENT_COUNT("OpsEvent", "{fault} cleared: it struck {hits} times ({id})")},
    {"fault.cleared-unused", ORDERDECK_EVENT_TEXT("OpsEvent", "{fault} cleared: it never struck ({id})")},
    {"fault.ended", ORDERDECK_EVENT_COUNT("OpsEvent", "{fault} ended: it struck {hits} times ({id})")},
    {"fault.ended-unused", ORDERDECK_EVENT_TEXT("OpsEvent", "{fault} ended: it never struck ({id})")},

    {"load.started", ORDERDECK_EVENT_TEXT("OpsEvent", "{shape} started ({id})")},
    {"load.failed", ORDERDECK_EVENT_TEXT("OpsEvent", "failed: {why} ({id})")},
    {"load.ended", ORDERDECK_EVENT_TEXT("OpsEvent", "{state}: {sent} sent, {accepted} accepted, {refused} refused, {failed} failed ({id})")},

    {"audit.passed", ORDERDECK_EVENT_TEXT("OpsEvent", "every invariant holds")},
    {"audit.broken", ORDERDECK_EVENT_TEXT("OpsEvent", "broken: {invariant} ({detail})")},
    {"audit.unchecked", ORDERDECK_EVENT_TEXT("OpsEvent", "not checked: {invariant} ({detail})")},
    {"audit.incomplete", ORDERDECK_EVENT_TEXT("OpsEvent", "{hold} hold, {unchecked} not checked")},
    {"audit.failed", ORDERDECK_EVENT_TEXT("OpsEvent", "failed: {why}")},

    {"operator.node", ORDERDECK_EVENT_TEXT("OpsEvent", "{action} {node}")},
    {"operator.breaker", ORDERDECK_EVENT_TEXT("OpsEvent", "breaker {dependency} of {node}: {force}")},
    {"operator.cancel-order", ORDERDECK_EVENT_TEXT("OpsEvent", "cancelled order {order}")},
    {"operator.restock", ORDERDECK_EVENT_TEXT("OpsEvent", "restocked {product}: +{quantity}")},
    {"operator.redrive-started", ORDERDECK_EVENT_TEXT("OpsEvent", "redrive of {letters} dead letters started ({id}, {what})")},
    {"operator.redrive-ended", ORDERDECK_EVENT_TEXT("OpsEvent", "{id} {state}: {redriven} of {planned} redriven, {skipped} skipped[ ({why})]")},
    {"operator.redrive-cancel", ORDERDECK_EVENT_TEXT("OpsEvent", "asked to cancel the redrive")},
    {"operator.discard", ORDERDECK_EVENT_TEXT("OpsEvent", "discarded {letters} dead letters ({what})")},
    {"operator.rebuild", ORDERDECK_EVENT_TEXT("OpsEvent", "rebuild of the store started ({id})")},
    {"operator.rebuild-dry-run", ORDERDECK_EVENT_TEXT("OpsEvent", "dry run of a rebuild of the store started ({id})")},
    {"operator.shutdown", ORDERDECK_EVENT_TEXT("OpsEvent", "asked for a shutdown")},

    {"system.up", ORDERDECK_EVENT_TEXT("OpsEvent", "the system is up")},
    {"system.up-in-part", ORDERDECK_EVENT_TEXT("OpsEvent", "the system is up in part: some processes are not")},
    {"system.stopping", ORDERDECK_EVENT_TEXT("OpsEvent", "stopping")},
    {"system.daemon-died", ORDERDECK_EVENT_TEXT("OpsEvent", "the daemon died ({exit}) and was started again")},
    {"system.folder-lost", ORDERDECK_EVENT_TEXT("OpsEvent", "the data folder {folder} was moved away, removed or replaced: stopping")},
    {"system.files-restored", ORDERDECK_EVENT_TEXT("OpsEvent", "written again, since somebody removed or changed it: {files}")},
    {"system.aof-removed", ORDERDECK_EVENT_TEXT("OpsEvent", "the append-only file of redis was removed: it is written anew")},
    {"system.aof-unwritable", ORDERDECK_EVENT_TEXT("OpsEvent", "redis cannot write its append-only file anew: what it holds is in its memory alone")},
    {"system.aof-restored", ORDERDECK_EVENT_TEXT("OpsEvent", "the append-only file of redis is whole again")},
    {"system.redis-socket-removed", ORDERDECK_EVENT_TEXT("OpsEvent", "redis is restarted, since its socket {socket} was removed")},
    {"system.store-closed", ORDERDECK_EVENT_TEXT("OpsEvent", "the store is closed: {why}")},
    {"system.store-open", ORDERDECK_EVENT_TEXT("OpsEvent", "the store is open again")},
    {"system.rebuild-done", ORDERDECK_EVENT_TEXT("OpsEvent", "{id} done: {orders} accepted orders")},
    {"system.rebuild-failed", ORDERDECK_EVENT_TEXT("OpsEvent", "{id} failed: {why}")},
    {"system.ledger-unusable", ORDERDECK_EVENT_TEXT("OpsEvent", "the ledger cannot be used: {why}")},
    {"system.ledger-usable", ORDERDECK_EVENT_TEXT("OpsEvent", "the ledger can be used again")},
    {"system.ledger-begins", ORDERDECK_EVENT_TEXT("OpsEvent", "a new, empty ledger begins")},
});
// clang-format on
static_assert(std::ranges::all_of(kOpsEvents, [](const OpsEventForm& form) {
  return core::named<OpsKind>(form.code.substr(0, form.code.find('.'))).has_value();
}));

/// Where a code stands in the table; its size for an unknown one. (A pointer would not do: under
/// UndefinedBehaviorSanitizer g++ 12 does not take a comparison of pointers for a constant.)
constexpr std::size_t placeOf(std::string_view code) {
  std::size_t place = 0;
  while (place < kOpsEvents.size() && kOpsEvents[place].code != code) ++place;
  return place;
}

/// Null for an unknown code.
constexpr const OpsEventForm* opsEventForm(std::string_view code) {
  const std::size_t place = placeOf(code);
  return place < kOpsEvents.size() ? &kOpsEvents[place] : nullptr;
}

/// Whether `names` are the arguments of `pattern`, in any order.
constexpr bool hasArguments(std::string_view pattern, std::initializer_list<std::string_view> names) {
  std::size_t count = 0;
  for (std::size_t at = pattern.find('{'); at != std::string_view::npos; at = pattern.find('{', at + 1)) {
    const std::string_view name = pattern.substr(at + 1, pattern.find('}', at) - at - 1);
    if (std::ranges::find(names, name) == names.end()) return false;
    ++count;
  }
  return count == names.size();
}

/// A text as a template's argument.
template <std::size_t Size>
struct Literal {
  char text[Size];
  consteval Literal(const char (&from)[Size]) { std::copy_n(from, Size, text); }
  constexpr std::string_view view() const { return {text, Size - 1}; }
};

template <Literal Name>
struct NamedArgument {
  OpsArgument value;
};

template <Literal Name>
struct ArgumentName {
  NamedArgument<Name> operator=(std::string value) const { return {std::move(value)}; }
  NamedArgument<Name> operator=(double value) const { return {value}; }
  NamedArgument<Name> operator=(ProcessExit value) const { return {std::move(value)}; }
  NamedArgument<Name> operator=(std::integral auto value) const { return {static_cast<std::int64_t>(value)}; }
};

inline namespace literals {
template <Literal Name>
constexpr ArgumentName<Name> operator""_a() {
  return {};
}
}  // namespace literals

/// Without sequence and time. Its text is made of the form's.
OpsEvent makeOpsEvent(const OpsEventForm& form, OpsArguments arguments);

template <Literal Code, Literal... Names>
OpsEvent opsEvent(NamedArgument<Names>... arguments) {
  constexpr std::size_t kPlace = placeOf(Code.view());
  static_assert(kPlace < kOpsEvents.size(), "there is no such operation event in the table");
  constexpr const OpsEventForm& kForm = kOpsEvents[kPlace];
  static_assert(hasArguments(kForm.text, {Names.view()...}), "these are not the arguments of this operation event");
  return makeOpsEvent(kForm, {{std::string(Names.view()), std::move(arguments.value)}...});
}

}  // namespace orderdeck::api
