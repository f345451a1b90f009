// The places between one durable step and the next at which a process may be made to die, to prove that what is then
// half done is done in the end. A service names the place that it has reached to whoever wants to know; it knows
// nothing of faults.
#pragma once

#include <functional>
#include <string_view>

namespace orderdeck::services {

/// Called on the thread that got there; it may never return. Empty: nobody is told, which costs nothing.
using CrashHook = std::function<void(std::string_view point)>;

inline constexpr std::string_view kAfterEffect =
    "after-effect";                                           // a batch's effects are done, nothing of it is emitted
inline constexpr std::string_view kAfterEmit = "after-emit";  // its outputs are acknowledged, its offsets not committed
inline constexpr std::string_view kAfterDeduct =
    "after-deduct";  // orders are in the store, nobody was answered and nothing was published
inline constexpr std::string_view kAfterPublish =
    "after-publish";  // outbox entries are on the bus and still in the outbox

}  // namespace orderdeck::services
