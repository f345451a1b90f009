// What one page, or a dialog, asks another page to show: a value, of which each page takes the kinds that it has.
#pragma once

#include <QString>
#include <optional>
#include <variant>

#include "api/states.h"
#include "domain/order/order_state.h"

namespace orderdeck::ui {

namespace subject {

struct Order {
  QString id;
  bool operator==(const Order&) const = default;
};

struct Product {
  QString id;
  bool operator==(const Product&) const = default;
};

struct Node {  // a process, and what is wanted of it
  QString name;
  std::optional<api::NodeAction> act;
  bool operator==(const Node&) const = default;
};

struct Group {  // of consumers
  QString name;
  bool operator==(const Group&) const = default;
};

}  // namespace subject

/// A state stands for the orders that are in it.
using Subject = std::variant<subject::Order, domain::OrderState, subject::Product, subject::Node, subject::Group>;

}  // namespace orderdeck::ui
