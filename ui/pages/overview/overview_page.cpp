#include "ui/pages/overview/overview_page.h"

#include <QAction>
#include <QVBoxLayout>

#include "api/audit_tally.h"
#include "api/json_decoder.h"
#include "api/operations.h"
#include "ui/feed/feed.h"
#include "ui/pages/overview/overview_cards.h"
#include "ui/pages/overview/state_flow_view.h"
#include "ui/pages/page_parts.h"
#include "ui/theme/format.h"
#include "ui/widgets/card.h"
#include "ui/widgets/freshness.h"
#include "ui/widgets/text_label.h"

namespace orderdeck::ui {

QString balanceText(const api::Balance& b) {
  const auto say = [](const char* text) { return QCoreApplication::translate("orderdeck::ui::OverviewPage", text); };
  const QString text = say(QT_TRANSLATE_NOOP("orderdeck::ui::OverviewPage",
                                             "accepted %1 = %2 finished + %3 in flight + %4 dead-lettered"))
                           .arg(format::number(b.accepted), format::number(b.finished), format::number(b.inFlight),
                                format::number(b.deadLettered));
  return text +
         say(QT_TRANSLATE_NOOP("orderdeck::ui::OverviewPage", " + %1 unaccounted")).arg(format::number(b.unaccounted));
}

OverviewPage::OverviewPage(Feed& feed, QWidget* parent)
    : Page(feed, QStringLiteral("overview"), QStringLiteral("overview"), parent) {
  m_flowCard = new Card({}, this);
  m_flow = new StateFlowView(m_flowCard);
  m_balance = new TextLabel(FontRole::Number, TextLabel::Ink::Muted, {}, m_flowCard);
  m_flowCard->addHeadWidget(m_balance);
  m_flowCard->body()->addWidget(m_flow);
  m_inventory = new InventoryCard(this);
  m_lag = new LagCard(feed.history(), this);
  m_locks = new LockCard(this);

  auto* cards = new QHBoxLayout;
  cards->setSpacing(10);
  cards->addWidget(m_inventory, 42);
  cards->addWidget(m_lag, 62);
  cards->addWidget(m_locks, 44);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(10);
  all->addWidget(m_flowCard, 40);
  all->addLayout(cards, 55);

  m_auditAction = new QAction(this);
  m_auditAction->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A));
  addAction(m_auditAction);
  connect(m_auditAction, &QAction::triggered, this, &OverviewPage::audit);
  connect(m_locks, &LockCard::auditRequested, m_auditAction, &QAction::trigger);
  connect(m_flow, &StateFlowView::stateActivated, this,
          [this](domain::OrderState state) { emit navigationRequested(QStringLiteral("orders"), state); });
  connect(m_inventory, &InventoryCard::productActivated, this,
          [this](const QString& id) { emit navigationRequested(QStringLiteral("inventory"), subject::Product{id}); });
  connect(m_lag, &LagCard::groupActivated, this,
          [this](const QString& group) { emit navigationRequested(QStringLiteral("streams"), subject::Group{group}); });
  connect(m_locks, &LockCard::orderActivated, this,
          [this](const QString& id) { emit navigationRequested(QStringLiteral("orders"), subject::Order{id}); });
  connect(m_locks, &LockCard::productActivated, this,
          [this](const QString& id) { emit navigationRequested(QStringLiteral("inventory"), subject::Product{id}); });
  connect(m_locks, &LockCard::lockActivated, this,
          [this](const QString& id) { emit navigationRequested(QStringLiteral("locks"), subject::Product{id}); });
  retranslate();
}

void OverviewPage::retranslate() {
  m_flowCard->setTitle(tr("Order state flow"));
  m_flowCard->setSubtitle(tr("rates of the last 2 s · click a state to list its orders"));
  m_balance->setToolTip(tr(
      "Every accepted order is finished, in flight or in a dead-letter topic; what is in none of them is unaccounted"));
  m_auditAction->setText(tr("Audit now"));
  m_inventory->retranslate();
  m_lag->retranslate();
  m_locks->retranslate();
  if (const auto* snapshot = feed().snapshotWith(OverviewPage::needs().sections)) showSnapshot(*snapshot);
}

void OverviewPage::restyle() { m_lag->restyle(); }

void OverviewPage::showSnapshot(const api::Snapshot& snapshot) {
  m_flow->showSnapshot(snapshot);
  m_flowCard->setFreshness(Freshness::of(snapshot, {api::Source::Store}));
  m_balance->setValue(balanceText(snapshot.balance));
  m_balance->setInk(snapshot.balance.unaccounted == 0 ? TextLabel::Ink::Muted : TextLabel::Ink::Bad);
  m_inventory->showSnapshot(snapshot);
  m_lag->showSnapshot(snapshot);
  m_locks->showSnapshot(snapshot);
  showActs();
}

void OverviewPage::showActs() {
  const QString reason = feed().whyNoAct({}, api::Scope::View);
  offer(m_auditAction, m_auditing ? tr("An audit runs") : reason);
  m_locks->showAudit(m_auditing, reason);
}

void OverviewPage::audit() {
  constexpr double kWaitSeconds = 30;
  if (m_auditing || !feed().whyNoAct({}, api::Scope::View).isEmpty()) return;
  m_auditing = true;
  showActs();
  feed().send(api::audit(kWaitSeconds), this, [this](core::Result<std::string> answer) {
    m_auditing = false;
    showActs();
    if (!answer)
      return emit noticed(tr("The audit could not be made: %1").arg(format::text(answer.error().what)), true);
    // The result itself stands in the next snapshot's invariants; here only the verdict.
    const auto audit = api::decodeJson<api::AuditAnswer>(*answer, "audit");
    if (!audit) return emit noticed(tr("The audit could not be made: %1").arg(format::text(audit.error().what)), true);
    const bool holds = audit->ok;
    const api::AuditTally tally = api::tallyOf(audit->invariants);
    const bool isBroken = tally.broken > 0 || tally.unknown == 0;
    emit noticed(holds      ? tr("Audit: every invariant holds")
                 : isBroken ? tr("Audit: an invariant is broken")
                            : tr("Audit: %1 invariants hold, %2 not checked").arg(tally.hold).arg(tally.unknown),
                 !holds);
    feed().refresh();
  });
}

}  // namespace orderdeck::ui
