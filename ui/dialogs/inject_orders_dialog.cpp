#include "ui/dialogs/inject_orders_dialog.h"

#include <QEvent>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include "ui/dialogs/file_form.h"
#include "ui/dialogs/load_forms.h"
#include "ui/dialogs/load_progress.h"
#include "ui/dialogs/order_form.h"
#include "ui/feed/feed.h"
#include "ui/theme/format.h"
#include "ui/widgets/freshness.h"
#include "ui/widgets/message.h"

namespace orderdeck::ui {

InjectOrdersDialog::InjectOrdersDialog(Feed& feed, QWidget* parent)
    : QDialog(parent),
      m_feed(feed),
      m_tabs(new QTabWidget(this)),
      m_order(new OrderForm(feed, this)),
      m_burst(new BurstForm(this)),
      m_rate(new RateForm(this)),
      m_file(new FileForm(this)),
      m_error(new InlineMessage(this)),
      m_progress(new LoadProgress(feed, this)) {
  setModal(false);
  setMinimumWidth(scaled(540));
  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(12);
  layout->addWidget(m_tabs, 1);
  layout->addWidget(m_error);
  layout->addWidget(m_progress);
  m_tabs->addTab(m_rate, {});
  m_tabs->addTab(m_burst, {});
  m_tabs->addTab(m_order, {});
  m_tabs->addTab(m_file, {});
  m_error->hide();
  connect(m_burst, &BurstForm::startRequested, this,
          [this](const api::LoadSpec& spec) { start(api::startLoad(spec)); });
  connect(m_rate, &RateForm::startRequested, this, [this](const api::LoadSpec& spec) { start(api::startLoad(spec)); });
  connect(m_file, &FileForm::startRequested, this, &InjectOrdersDialog::start);
  connect(m_rate, &RateForm::rateChanged, this,
          [this](double rate) { send(api::changeLoadRate(rate), tr("The rate stays")); });
  connect(m_order, &OrderForm::orderChosen, this, &InjectOrdersDialog::orderChosen);
  connect(&m_feed, &Feed::connectionChanged, this, &InjectOrdersDialog::showActs);
  retranslate();
  showActs();
  if (const auto* snapshot = feed.snapshotWith(needs().sections)) showSnapshot(*snapshot);
}

void InjectOrdersDialog::showSnapshot(const api::Snapshot& snapshot) {
  const bool running = snapshot.load && snapshot.load->state == api::JobState::Running;
  m_order->setProducts(snapshot.products);
  m_burst->setRunning(running);
  m_rate->showLoad(snapshot.load);
  m_file->setRunning(running);
  m_progress->showLoad(snapshot.load, Freshness::of(snapshot, {}));
  showActs();
}

void InjectOrdersDialog::showActs() {
  const QString reason = m_feed.whyNoAct();
  m_burst->setWhyNot(reason);
  m_rate->setWhyNot(reason);
  m_file->setWhyNot(reason);
  m_order->showActs();
  m_progress->showActs();
}

void InjectOrdersDialog::start(const api::ControlCall& call) { send(call, tr("Nothing was sent")); }

void InjectOrdersDialog::send(const api::ControlCall& call, const QString& whenRefused) {
  m_error->hide();
  m_feed.send(call, this, [this, whenRefused](const core::Result<std::string>& answer) {
    if (!answer) {
      m_error->set(Tone::Bad, whenRefused, format::text(answer.error().what));
      m_error->show();
    }
    m_feed.refresh();
  });
}

void InjectOrdersDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

void InjectOrdersDialog::showEvent(QShowEvent* event) {
  m_feed.show(this, needs());
  QDialog::showEvent(event);
}

void InjectOrdersDialog::hideEvent(QHideEvent* event) {
  m_feed.hide(this);
  QDialog::hideEvent(event);
}

void InjectOrdersDialog::retranslate() {
  setWindowTitle(tr("Inject orders"));
  m_tabs->tabBar()->setAccessibleName(tr("Ways to place orders"));
  m_tabs->setTabText(0, tr("Rate"));
  m_tabs->setTabText(1, tr("Burst"));
  m_tabs->setTabText(2, tr("One order"));
  m_tabs->setTabText(3, tr("File"));
}

}  // namespace orderdeck::ui
