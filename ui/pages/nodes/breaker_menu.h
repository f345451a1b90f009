// The circuit breakers of one node as a menu: for each its state, and the choice to hold it open, hold it closed or let
// it decide by itself. Filled when it is about to show. GUI thread.
#pragma once

#include <QMenu>
#include <functional>
#include <vector>

#include "api/snapshot.h"

namespace orderdeck::ui {

class BreakerMenu : public QMenu {
  Q_OBJECT
 public:
  /// `breakers` tells those of the node that is selected now.
  BreakerMenu(std::function<std::vector<api::BreakerView>()> breakers, QWidget* parent);

 signals:
  void chosen(const QString& dependency, core::BreakerForce force);

 private:
  void fill();

  const std::function<std::vector<api::BreakerView>()> m_breakers;
};

}  // namespace orderdeck::ui
