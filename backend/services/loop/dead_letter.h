// A dead letter on its way: the message of a dead-letter topic, and what the store keeps of it. Pure functions.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/error.h"
#include "domain/events/event.h"
#include "ports/bus/message.h"
#include "ports/ledger/dead_letter_store.h"

namespace orderdeck::services {

/// Bytes of a letter's body: as much as a broker's default lets a message have. What is longer is cut, and says so in
/// the header `truncated`.
inline constexpr std::size_t kLargestLetter = 1'048'576;

/// The letter for a message that `service` could not take after so many `attempts`, with the message's own headers
/// behind the letter's. `event`: what the message is, when it could be read.
ports::OutboundMessage toDeadLetter(ports::InboundMessage message, std::string_view service, int attempts,
                                    const core::Error& why, const domain::Event* event = nullptr);

/// Halves a dead letter that a broker finds too large: its value, then its key; false when there is nothing left to
/// cut, or it is no dead letter.
bool halve(ports::OutboundMessage& letter);

/// A message of a dead-letter topic as a waiting letter of the store. What its headers do not say (another producer's)
/// stays empty.
ports::DeadLetter fromDeadLetter(const ports::InboundMessage& message);

}  // namespace orderdeck::services
