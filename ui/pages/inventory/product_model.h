// Products with their stock, and the movements of one product's stock, as tables. GUI thread.
#pragma once

#include "api/snapshot.h"
#include "core/clock.h"
#include "domain/events/stock_movement.h"
#include "ui/tables/keyed_table_model.h"

namespace orderdeck::ui {

class ProductModel : public KeyedTableModel<api::ProductView> {
 public:
  explicit ProductModel(QObject* parent = nullptr);
};

struct MovementRow {
  QString id, orderId;
  domain::MovementKindWord kind;
  std::int64_t quantity = 0;
  core::Timestamp at;
  bool ofOrder() const { return kind != domain::MovementKind::Stocked; }
  bool operator==(const MovementRow&) const = default;
};

class MovementModel : public KeyedTableModel<MovementRow> {
 public:
  explicit MovementModel(QObject* parent = nullptr);

  /// The answer of GET /api/inventory/{productId}/movements; Corrupt when it is not of that form.
  static core::Result<std::vector<MovementRow>> parse(const std::string& json);
};

}  // namespace orderdeck::ui
