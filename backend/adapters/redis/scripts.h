// The text of each Lua script as it is loaded into the server. Inside the adapter only.
#pragma once

#include <string>

namespace orderdeck::adapters::redis {

/// resources/lua/move_order.lua with the state machine's table, as text, in front of it.
std::string moveOrderScript();

}  // namespace orderdeck::adapters::redis
