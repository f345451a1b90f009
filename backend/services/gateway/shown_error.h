// What a client is told of an error: what it means for the client, and never where a store is or what it was asked in
// its own language. The log has the rest. Pure functions but for the log; any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/error.h"
#include "ports/store/order_store.h"

namespace orderdeck::services {

/// Of a read.
core::Error shownError(const core::Error& error);

/// Of a change before it was sent to the store: also says that nothing was changed.
core::Error unchanged(const core::Error& error);

/// A change as the text of its failure speaks of it.
struct AskedChange {
  std::string_view done;   // "the order was taken"
  std::string_view again;  // how it can be sent again safely, when its outcome is not known
};

/// Of a change that the store did not confirm: says whether it is known that nothing was changed, and if it is not, how
/// to ask again.
core::Error shownError(const core::Error& error, const AskedChange& change);

/// `again` of a change that is done once for each key; `without`: what to do without one.
constexpr std::string_view againWith(const std::string& key, std::string_view without) {
  return key.empty() ? without : "retry with the same Idempotency-Key, and it is done once";
}

/// A request's key with the hash of what is asked: the operation, and all that decides what it does.
ports::RequestKey requestKey(std::string key, std::string_view asked);

}  // namespace orderdeck::services
