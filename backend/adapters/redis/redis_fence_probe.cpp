#include "adapters/redis/redis_fence_probe.h"

#include "adapters/redis/scripts.h"
#include "core/ids.h"

namespace orderdeck::adapters::redis {

namespace {

constexpr std::size_t kTransitionReply = 2;  // among the replies of the transaction's commands

/// One order, as transition_orders.lua takes it: sell by the path to reserved, with token 1 for the product.
void addSale(Pipeline& pipeline, std::string_view sha, const std::string& id) {
  pipeline.beginScript(sha, 11);
  for (const std::string_view word :
       {std::string_view("1"), std::string_view("0"), std::string_view("sell"), std::string_view("reserved")})
    pipeline.word(word);
  pipeline.word(id + ":1,");
  for (int i = 0; i < 4; ++i) pipeline.word("");  // not known, no event, no idempotency key and no hash
  pipeline.word("0");
  pipeline.word(id);
}

}  // namespace

RedisFenceProbe::RedisFenceProbe(RedisAddress address) : m_connection(std::move(address), orderScripts()) {}

core::Result<bool> RedisFenceProbe::refusesOldToken() {
  if (auto ready = m_connection.connect(); !ready) return std::unexpected(std::move(ready.error()));
  const std::string id = "audit-" + core::newId();
  const std::string stock = "stock:" + id, order = "order:" + id, items = id + ":1:1";
  Pipeline pipeline;
  pipeline.add({"MULTI"});
  pipeline.add({"HSET", stock, "available", "0", "reserved", "1", "sold", "0", "stocked", "1", "fence", "2"});
  pipeline.add({"HSET", order, "state", "paid", "items", items, "stock", "reserved"});
  addSale(pipeline, m_connection.sha(TransitionOrders), id);
  pipeline.add({"HGET", stock, "sold"});
  pipeline.add({"DEL", stock, order});
  pipeline.add({"EXEC"});
  const auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(replies.error());
  const ReplyView done = replies->back().view();
  if (done.size() <= kTransitionReply + 1)
    return core::fail(core::ErrorCode::Corrupt, "the fence probe's transaction was not carried out");
  const ReplyView moved = done[kTransitionReply];
  if (moved.isError() && moved.text().starts_with("ROLLEDBACK")) return true;  // a closed store refuses every write
  if (moved.isError()) return core::fail(core::ErrorCode::Unavailable, "the fence probe: " + moved.string());
  return moved.size() == 1 && moved[0].text().ends_with("stale") && done[kTransitionReply + 1].text() == "0";
}

}  // namespace orderdeck::adapters::redis
