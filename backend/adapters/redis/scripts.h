// The scripts of the order store as they are loaded into the server, and the chunks in which a batch is handed to them.
// Inside the adapter only.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/redis/pipeline.h"
#include "adapters/redis/reply.h"
#include "core/error.h"

namespace orderdeck::adapters::redis {

/// A script with store_trust.lua in front of it, which it asks whether what it finds missing was ever there.
std::string trusting(std::string_view script);

/// Where each stands in orderScripts().
enum OrderScript : std::size_t { PlaceOrders, TransitionOrders, CheckAbsence };

/// The texts; transition_orders.lua with the state machine's table, as text, in front of it.
std::vector<std::string> orderScripts();

/// How many orders one script call takes. More share their reads, writes and the sync of the file, but the server does
/// nothing else meanwhile: this many take it about five milliseconds.
inline constexpr std::size_t kChunk = 256;

/// Calls `add` with each chunk of the batch, in order.
template <typename T>
void forEachChunk(std::span<const T> batch, auto add) {
  for (; !batch.empty(); batch = batch.subspan(std::min(batch.size(), kChunk)))
    add(batch.first(std::min(batch.size(), kChunk)));
}

/// The error of a whole batch, which may be that of one chunk: then the others were carried out, and Unavailable would
/// say that nothing was.
core::Error ofChunks(core::Error error, std::size_t batchSize);

/// The answers of a batch's chunks as one list, which is as long as the batch was. They look into `replies`.
core::Result<std::vector<ReplyView>> joinChunks(const std::vector<Reply>& replies, std::size_t batchSize);

}  // namespace orderdeck::adapters::redis
