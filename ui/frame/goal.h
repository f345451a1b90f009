// Something that the palette leads to: a page, an act, an order, a product, a process, a group, a fault. A value; GUI
// thread.
#pragma once

#include <QString>
#include <functional>

namespace orderdeck::ui {

struct Goal {
  QString text;
  QString keys;    // its shortcut
  QString whyNot;  // why it cannot be done now; empty when it can
  std::function<void()> reach;
};

}  // namespace orderdeck::ui
