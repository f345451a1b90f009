// The processes of the system as a table. GUI thread.
#pragma once

#include "api/snapshot.h"
#include "ui/tables/keyed_table_model.h"

namespace orderdeck::ui {

class NodeModel : public KeyedTableModel<api::NodeView> {
 public:
  explicit NodeModel(QObject* parent = nullptr);

  static QString nodeKey(const api::NodeView& node);
};

}  // namespace orderdeck::ui
