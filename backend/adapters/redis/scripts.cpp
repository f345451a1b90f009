#include "adapters/redis/scripts.h"

#include "domain/order/order_state.h"
#include "redis_embedded.h"

namespace orderdeck::adapters::redis {

std::string trusting(std::string_view script) { return std::string(kStoreTrustLua).append(script); }

std::vector<std::string> orderScripts() {
  std::vector<std::string> scripts(3);
  scripts[PlaceOrders] = trusting(kPlaceOrdersLua);
  scripts[TransitionOrders] =
      "local kTransitions = '" + domain::transitionsAsLua() + "'\n" + trusting(kTransitionOrdersLua);
  scripts[CheckAbsence] = trusting(kCheckAbsenceLua);
  return scripts;
}

core::Error ofChunks(core::Error error, std::size_t batchSize) {
  if (error.code == core::ErrorCode::Unavailable && batchSize > kChunk) error.code = core::ErrorCode::Timeout;
  return error;
}

core::Result<std::vector<ReplyView>> joinChunks(const std::vector<Reply>& replies, std::size_t batchSize) {
  std::vector<ReplyView> answers;
  answers.reserve(batchSize);
  for (const Reply& reply : replies) {
    for (std::size_t i = 0; i < reply.view().size(); ++i) answers.push_back(reply.view()[i]);
  }
  if (answers.size() != batchSize)
    return core::fail(core::ErrorCode::Corrupt, "a script answered for another number of orders than it was given");
  return answers;
}

}  // namespace orderdeck::adapters::redis
