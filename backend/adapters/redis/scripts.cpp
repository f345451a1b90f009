#include "adapters/redis/scripts.h"

#include "domain/order_state.h"
#include "redis_embedded.h"

namespace orderdeck::adapters::redis {

std::string moveOrderScript() { return "local kMoves = '" + domain::movesAsLua() + "'\n" + std::string(kMoveOrderLua); }

}  // namespace orderdeck::adapters::redis
