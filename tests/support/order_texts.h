// All orders of a file's text, for tests.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "runtime/load/order_file.h"

namespace orderdeck::support {

inline core::Result<std::vector<runtime::FileOrder>> ordersOf(const std::string& text, api::FileFormat format,
                                                              const domain::Catalogue* catalogue = nullptr) {
  std::istringstream in(text);
  runtime::OrderFileReader reader(in, format, catalogue);
  std::vector<runtime::FileOrder> orders;
  while (true) {
    auto order = reader.next();
    if (!order) return std::unexpected(order.error());
    if (!*order) return orders;
    orders.push_back(**std::move(order));
  }
}

}  // namespace orderdeck::support
