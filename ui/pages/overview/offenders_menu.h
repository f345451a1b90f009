// What breaks an invariant, as a menu: its sentence, then the orders and products that are named; choosing one leads to
// it. GUI thread.
#pragma once

#include <QMenu>

#include "api/snapshot.h"

namespace orderdeck::ui {

class OffendersMenu : public QMenu {
  Q_OBJECT
 public:
  explicit OffendersMenu(const api::InvariantView& invariant, QWidget* parent = nullptr);

 signals:
  void orderChosen(const QString& orderId);
  void productChosen(const QString& productId);
};

}  // namespace orderdeck::ui
