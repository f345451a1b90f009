// What the console and orderdeckctl ask of a running system: each function makes one call of the control API
// (api/calls.h).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "api/call.h"
#include "api/dead_letters.h"
#include "api/load.h"
#include "api/snapshot_sections.h"

namespace orderdeck::api {

/// The act, with why it is done.
ControlCall because(ControlCall act, std::string reason);

ControlCall getSnapshot();
ControlCall getSnapshot(const SectionSequences& sections);  // those that changed since; at least one is named
ControlCall getSeries(std::int64_t after);                  // 0: everything that is kept
ControlCall startLoad(const LoadSpec& spec);
ControlCall loadRefusals(std::int64_t from, std::int64_t limit);  // `from`: 0, or the `next` of the page before
ControlCall changeLoadRate(double ordersPerSecond);
ControlCall stopLoad();
ControlCall placeOrder(const std::string& body,
                       const std::string& idempotencyKey);  // passed on to the gateway as it is
ControlCall showOrder(const std::string& orderId);
ControlCall cancelOrder(const std::string& orderId);
/// States empty: all. `text` matches order id prefix, user id prefix, product id. `before`: order id for the next page.
ControlCall listOrders(const std::vector<std::string>& states, const std::string& text, const std::string& before,
                       int limit);
ControlCall restock(const std::string& productId, std::int64_t quantity);
ControlCall stockMovements(const std::string& productId, int limit);
ControlCall lagHistory(int seconds);
ControlCall controlNode(const std::string& node, NodeActionWord action);
ControlCall forceBreaker(const std::string& node, const std::string& dependency, core::BreakerForceWord force);
/// `target`: a node, a service, or empty. `choices`: the parameters that are words.
ControlCall armFault(const std::string& name, const std::string& target, const std::map<std::string, double>& params,
                     double seconds, const std::map<std::string, std::string>& choices = {}, std::uint64_t seed = 1,
                     double startAfter = 0);
ControlCall clearFaults(const std::string& id = {});  // empty: all
ControlCall listFaults();
ControlCall faultCatalogue();
/// Of a selection that says nothing: every letter that waits.
ControlCall listDeadLetters(const LetterSelection& selection, std::optional<domain::LetterStatusWord> status,
                            const std::string& before,
                            int limit);  // without ids
ControlCall showDeadLetter(const std::string& letterId);
ControlCall redriveDeadLetters(const LetterSelection& selection, double lettersPerSecond, bool dryRun);
ControlCall showRedrive();
ControlCall cancelRedrive();
ControlCall discardDeadLetters(const LetterSelection& selection);
ControlCall audit(double waitSeconds);
/// Starts one; showRebuild() tells how it goes and, in the end, what it did or would do.
ControlCall rebuildStore(bool dryRun, bool force, double waitSeconds);
ControlCall showRebuild();
ControlCall shutDown();
/// `from`: 0, or the `next` of the page before.
ControlCall listActs(std::int64_t from, int limit);
ControlCall showToken();
ControlCall listTokens();
ControlCall createToken(const std::string& name, ScopeWord scope);
ControlCall revokeToken(const std::string& name);
/// The OpenAPI description of all of these.
ControlCall openApi();

}  // namespace orderdeck::api
