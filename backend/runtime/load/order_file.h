// Orders from a file of the user: JSON lines (each a body of POST /orders, with an optional idempotencyKey) or CSV with
// the header userId,productId,quantity[,order], where rows with the same `order` make one order. All or nothing: one
// bad line refuses the file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/states.h"
#include "core/error.h"
#include "domain/order/order.h"

namespace orderdeck::runtime {

struct FileOrder {
  std::string body;            // to be sent as it is
  std::string idempotencyKey;  // empty: none
};

/// `format`: jsonl or csv. With a catalogue, unknown products are refused too. Errors name the line and the field:
/// "line 3: items[0].quantity must be 1..10,000".
core::Result<std::vector<FileOrder>> parseOrderFile(std::string_view text, api::FileFormat format,
                                                    const domain::Catalogue* catalogue = nullptr);

}  // namespace orderdeck::runtime
