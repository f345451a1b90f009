#include "ui/frame/dialogs.h"

#include "ui/dialogs/inject_fault_dialog.h"
#include "ui/dialogs/inject_orders_dialog.h"
#include "ui/feed/feed.h"
#include "ui/frame/main_window.h"
#include "ui/pages/locks/locks_page.h"
#include "ui/pages/orders/orders_page.h"

namespace orderdeck::ui {

namespace {

void connectDialog(InjectOrdersDialog& dialog, MainWindow& window) {
  QObject::connect(&dialog, &InjectOrdersDialog::orderChosen, &window, [&window](const QString& id) {
    window.openPage(QStringLiteral("orders"), QStringLiteral("order=") + id);
  });
}

void connectDialog(InjectFaultDialog&, MainWindow&) {}

template <typename Dialog>
void openDialog(MainWindow& window, Feed& feed) {
  auto* dialog = window.findChild<Dialog*>();
  if (!dialog) {
    dialog = new Dialog(feed, &window);
    connectDialog(*dialog, window);
    QObject::connect(&feed, &Feed::snapshotArrived, dialog, [dialog, &feed] {
      const auto* snapshot = feed.snapshotWith(Dialog::needs().sections);
      if (dialog->isVisible() && snapshot != nullptr) dialog->showSnapshot(*snapshot);
    });
  }
  dialog->show();
  dialog->raise();
  dialog->activateWindow();
}

}  // namespace

void connectDialogs(MainWindow& window, Feed& feed) {
  QObject::connect(&window, &MainWindow::injectOrdersRequested, &window,
                   [&] { openDialog<InjectOrdersDialog>(window, feed); });
  QObject::connect(&window, &MainWindow::injectFaultRequested, &window,
                   [&] { openDialog<InjectFaultDialog>(window, feed); });
  // An empty page offers the act that fills it.
  if (auto* orders = window.findChild<OrdersPage*>())
    QObject::connect(orders, &OrdersPage::injectOrdersRequested, &window, &MainWindow::injectOrdersRequested);
  if (auto* locks = window.findChild<LocksPage*>())
    QObject::connect(locks, &LocksPage::injectOrdersRequested, &window, &MainWindow::injectOrdersRequested);
}

}  // namespace orderdeck::ui
