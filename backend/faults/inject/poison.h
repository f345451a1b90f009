// Messages that no consumer can read, made after one that they could. Any thread.
#pragma once

#include <random>
#include <string_view>

#include "ports/bus/message.h"

namespace orderdeck::faults {

enum class PoisonKind { NotJson, Truncated, WrongShape, UnknownEvent, Huge };

/// By the word of the catalogue; "any" throws for one of the small ones.
PoisonKind poisonKind(std::string_view word, std::mt19937_64& random);

/// Goes to the original's topic under the original's key, so to the same partition.
ports::OutboundMessage poisonOf(const ports::OutboundMessage& original, PoisonKind kind, std::mt19937_64& random);

/// The original's beginning: never all of it, if it has two bytes at least.
ports::OutboundMessage truncatedCopy(const ports::OutboundMessage& original, std::mt19937_64& random);

}  // namespace orderdeck::faults
