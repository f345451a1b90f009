#include "ui/frame/dialogs.h"

#include <QPointer>

#include "ui/dialogs/inject_fault_dialog.h"
#include "ui/dialogs/inject_orders_dialog.h"
#include "ui/feed/feed.h"
#include "ui/frame/main_window.h"
#include "ui/widgets/place_over.h"

namespace orderdeck::ui {

namespace {

void connectDialog(InjectOrdersDialog& dialog, MainWindow& window) {
  QObject::connect(&dialog, &InjectOrdersDialog::orderChosen, &window,
                   [&window](const QString& id) { window.openPage(QStringLiteral("orders"), subject::Order{id}); });
}

void connectDialog(InjectFaultDialog&, MainWindow&) {}

/// Makes it at first.
template <typename Dialog>
Dialog& openDialog(QPointer<Dialog>& dialog, MainWindow& window, Feed& feed) {
  if (!dialog) {
    dialog = new Dialog(feed, &window);
    connectDialog(*dialog, window);
    for (const auto signal : {&Feed::snapshotArrived, &Feed::snapshotAged}) {
      QObject::connect(&feed, signal, dialog, [dialog = dialog.data(), &feed] {
        const auto* snapshot = feed.snapshotWith(Dialog::needs().sections);
        if (dialog->isVisible() && snapshot != nullptr) dialog->showSnapshot(*snapshot);
      });
    }
  }
  if (!dialog->isVisible()) placeOver(dialog, &window);
  dialog->show();
  dialog->raise();
  dialog->activateWindow();
  return *dialog;
}

}  // namespace

void connectDialogs(MainWindow& window, Feed& feed) {
  QObject::connect(&window, &MainWindow::injectOrdersRequested, &window,
                   [&, dialog = QPointer<InjectOrdersDialog>()]() mutable { openDialog(dialog, window, feed); });
  QObject::connect(&window, &MainWindow::injectFaultRequested, &window,
                   [&, dialog = QPointer<InjectFaultDialog>()](const QString& kind) mutable {
                     openDialog(dialog, window, feed).choose(kind);
                   });
}

}  // namespace orderdeck::ui
