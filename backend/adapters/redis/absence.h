// What it means that an order or a product is not in the store, for who reads it without a script. Part of the two
// stores.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/error.h"

namespace orderdeck::adapters::redis {

class RedisConnection;

enum class Absence {
  /// It never was there, or has ended; who hears it draws conclusions. Where it may have been lost (the store was
  /// emptied, is closed, or still has an
  /// order in its index, a product in its set) the read answers StoreRolledBack, retryable, instead.
  Checked,
  /// It is not there, for whatever reason: for audit, rebuild and console, which look at a store as it is.
  Raw,
};

/// Asks the server whether `ids` ("order" or "stock"), which were not found, may be taken for absent. `script` is where
/// the connection has check_absence.lua.
core::Result<void> checkAbsence(RedisConnection& connection, std::size_t script, std::string_view kind,
                                std::span<const std::string> ids);

}  // namespace orderdeck::adapters::redis
