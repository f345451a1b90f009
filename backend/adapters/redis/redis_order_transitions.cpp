// The moving half of RedisOrderStore: what transition_orders.lua is told and what it answers.
#include <algorithm>
#include <numeric>

#include "adapters/redis/order_hash.h"
#include "adapters/redis/redis_error.h"
#include "adapters/redis/redis_order_store.h"
#include "adapters/redis/scripts.h"

namespace orderdeck::adapters::redis {

namespace {

std::string_view effectWord(ports::StockEffect effect) {
  switch (effect) {
    case ports::StockEffect::Sell: return "sell";
    case ports::StockEffect::GiveBack: return "giveback";
    case ports::StockEffect::None: return "";
  }
  return "";
}

/// "paying>paid"
std::string packPath(const std::vector<domain::OrderState>& path) {
  std::string packed;
  for (const domain::OrderState state : path) packed.append(packed.empty() ? "" : ">").append(domain::stateName(state));
  return packed;
}

/// "abc:7,xyz:9,"
std::string packFences(const std::map<std::string, std::int64_t>* fences) {
  std::string packed;
  if (!fences) return packed;
  for (const auto& [product, token] : *fences)
    packed.append(product).append(":").append(std::to_string(token)).append(",");
  return packed;
}

/// What an order gives back depends on what it held, which only the store knows for sure.
bool isKnown(const ports::OrderTransition& move) { return move.known && move.stock != ports::StockEffect::GiveBack; }

/// Whether two moves differ in no more than the order, its event and the values of its fields: then the script is told
/// the rest once.
bool areAlike(const ports::OrderTransition& a, const ports::OrderTransition& b) {
  return a.requestKey.key.empty() && b.requestKey.key.empty() && a.at == b.at && a.stock == b.stock &&
         a.path == b.path && a.fences == b.fences && isKnown(a) == isKnown(b) && a.event.empty() == b.event.empty() &&
         std::ranges::equal(
             a.fields, b.fields, {}, [](const auto& field) { return field.first; },
             [](const auto& field) { return field.first; });
}

using Group = std::span<const ports::OrderTransition>;

std::vector<Group> groupsOf(Group moves) {
  std::vector<Group> groups;
  while (!moves.empty()) {
    // The first one is of its group in any case: a move with a key of its own is like no other, not even itself.
    const auto end = std::ranges::find_if_not(moves.begin() + 1, moves.end(), [&](const ports::OrderTransition& move) {
      return areAlike(moves.front(), move);
    });
    groups.push_back(moves.first(static_cast<std::size_t>(end - moves.begin())));
    moves = moves.subspan(groups.back().size());
  }
  return groups;
}

std::size_t wordsOf(Group group) {
  const ports::OrderTransition& first = group.front();
  return 10 + first.fields.size() + group.size() * (1 + (first.event.empty() ? 0 : 1) + first.fields.size());
}

void addGroup(Pipeline& pipeline, Group group) {
  const ports::OrderTransition& first = group.front();
  pipeline.word(group.size());
  pipeline.word(core::toEpochMillis(first.at));
  pipeline.word(effectWord(first.stock));
  pipeline.word(packPath(first.path));
  pipeline.word(packFences(first.fences));
  pipeline.word(isKnown(first) ? "1" : "");
  pipeline.word(first.event.empty() ? "" : "1");
  pipeline.word(first.requestKey.key);
  pipeline.word(first.requestKey.bodyHash);
  pipeline.word(first.fields.size());
  for (const auto& [field, value] : first.fields) pipeline.word(field);
  for (const ports::OrderTransition& move : group) {
    pipeline.word(move.orderId);
    if (!move.event.empty()) pipeline.word(move.event);
    for (const auto& [field, value] : move.fields) pipeline.word(value);
  }
}

/// The order that the caller knew, as it is now.
ports::TransitionResult movedFrom(const domain::Order& known, const ports::OrderTransition& move) {
  ports::TransitionResult moved{ports::TransitionOutcome::Moved, known};
  moved.order.state = move.path.back();
  moved.order.updatedAt = move.at;
  if (move.stock == ports::StockEffect::Sell) moved.order.stock = domain::Holding::Sold;
  for (const auto& [field, value] : move.fields) {
    if (field == "paymentId") moved.order.paymentId = value;
    if (field == "reason") moved.order.reason = value;
  }
  return moved;
}

core::Result<ports::TransitionResult> readTransition(const ports::OrderTransition& move, ReplyView reply) {
  if (reply.isInteger()) return reply.number() == 1 ? movedFrom(*move.known, move) : ports::TransitionResult{};
  constexpr char kSeparator = '\x1f';
  std::string_view rest = reply.text();
  if (rest == "mismatch") return ports::TransitionResult{ports::TransitionOutcome::KeyMismatch, {}};
  OrderFields fields;
  for (std::string_view& field : fields) {
    field = rest.substr(0, rest.find(kSeparator));
    rest.remove_prefix(std::min(field.size() + 1, rest.size()));
  }
  auto order = readOrder(move.orderId, fields);
  if (!order) return std::unexpected(std::move(order.error()));
  const auto outcome = rest == "moved"     ? ports::TransitionOutcome::Moved
                       : rest == "already" ? ports::TransitionOutcome::Already
                       : rest == "stale"   ? ports::TransitionOutcome::StaleFence
                                           : ports::TransitionOutcome::Refused;
  return ports::TransitionResult{outcome, std::move(*order)};
}

}  // namespace

core::Result<std::vector<ports::TransitionResult>> RedisOrderStore::transition(
    std::span<const ports::OrderTransition> transitions) {
  if (auto ready = m_connection.connect(); !ready) return std::unexpected(unsent(std::move(ready.error())));
  for (const ports::OrderTransition& one : transitions) {
    if (one.path.empty())
      return core::fail(core::ErrorCode::InvalidArgument, "the move of order " + one.orderId + " leads nowhere");
  }
  Pipeline pipeline;
  forEachChunk(transitions, [&](std::span<const ports::OrderTransition> chunk) {
    const std::vector<Group> groups = groupsOf(chunk);
    pipeline.beginScript(m_connection.sha(TransitionOrders),
                         std::transform_reduce(groups.begin(), groups.end(), std::size_t{0}, std::plus{}, wordsOf));
    for (const Group group : groups) addGroup(pipeline, group);
  });
  const auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(ofChunks(replies.error(), transitions.size()));
  const auto answers = joinChunks(*replies, transitions.size());
  if (!answers) return std::unexpected(answers.error());
  std::vector<ports::TransitionResult> moved;
  moved.reserve(transitions.size());
  for (std::size_t i = 0; i < transitions.size(); ++i) {
    auto result = readTransition(transitions[i], (*answers)[i]);
    if (!result) return std::unexpected(std::move(result.error()));
    moved.push_back(std::move(*result));
  }
  return moved;
}

}  // namespace orderdeck::adapters::redis
