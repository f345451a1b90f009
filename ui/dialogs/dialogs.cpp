#include "ui/dialogs/dialogs.h"

#include "ui/dialogs/inject_fault_dialog.h"
#include "ui/dialogs/inject_orders_dialog.h"
#include "ui/feed/feed.h"
#include "ui/main_window.h"

namespace orderdeck::ui {

namespace {

template <typename Dialog>
void openDialog(MainWindow& window, Feed& feed) {
  auto* dialog = window.findChild<Dialog*>();
  if (!dialog) {
    dialog = new Dialog(feed, &window);
    QObject::connect(&feed, &Feed::snapshotArrived, dialog, [dialog, &feed] {
      if (dialog->isVisible()) dialog->showSnapshot(*feed.snapshot());
    });
  }
  dialog->show();
  dialog->raise();
  dialog->activateWindow();
}

}  // namespace

void connectDialogs(MainWindow& window, Feed& feed) {
  QObject::connect(&window, &MainWindow::injectOrdersRequested, &window, [&] { openDialog<InjectOrdersDialog>(window, feed); });
  QObject::connect(&window, &MainWindow::injectFaultRequested, &window, [&] { openDialog<InjectFaultDialog>(window, feed); });
}

}  // namespace orderdeck::ui
