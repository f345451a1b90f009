// What happened to the system lately, as a table. GUI thread.
#pragma once

#include "api/snapshot.h"
#include "ui/tables/keyed_table_model.h"

namespace orderdeck::ui {

class EventModel : public KeyedTableModel<api::OpsEvent> {
 public:
  explicit EventModel(QObject* parent = nullptr);
};

}  // namespace orderdeck::ui
