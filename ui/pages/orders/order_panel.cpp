#include "ui/pages/orders/order_panel.h"

#include <QPushButton>
#include <QVBoxLayout>

#include "domain/order/order_state.h"
#include "ui/feed/feed.h"
#include "ui/pages/page_parts.h"
#include "ui/tables/table_view.h"
#include "ui/theme/format.h"
#include "ui/theme/state_style.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/confirm_dialog.h"
#include "ui/widgets/text_label.h"

namespace orderdeck::ui {

namespace {

constexpr int kFetchEveryMillis = 500;
constexpr core::Millis kSettled{5'000};  // after its end an order's last events are in the ledger by then

bool finished(const OrderRow& order) { return order.state.isKnown() && domain::isTerminal(order.state.value()); }

// Why the order cannot be cancelled; empty when it can.
QString whyNotCancel(const std::optional<OrderDetail>& detail) {
  if (!detail) return OrderPanel::tr("Select an order first");
  if (finished(detail->order)) return OrderPanel::tr("The order is finished");
  if (detail->order.state == domain::OrderState::Shipped) return OrderPanel::tr("The order was shipped");
  if (detail->order.state == domain::OrderState::Refunding) return OrderPanel::tr("The order is being refunded");
  return {};
}

}  // namespace

OrderPanel::OrderPanel(Feed& feed, QWidget* parent)
    : Card({}, parent),
      m_feed(feed),
      m_facts(new TextLabel(FontRole::Body, TextLabel::Ink::Muted, {}, this)),
      m_state(new Badge({}, Tone::Neutral, this)),
      m_cancel(new QPushButton(this)),
      m_table(new TableView(this)),
      m_model(new TimelineModel(this)) {
  addHeadWidget(m_state);
  addHeadWidget(m_cancel);
  m_facts->setContentsMargins(12, 8, 12, 8);
  m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_facts->setWordWrap(true);
  body()->addWidget(m_facts);
  body()->addWidget(m_table);
  m_table->setSource(m_model);
  m_table->setSortingEnabled(false);
  m_table->sortByColumn(-1, Qt::AscendingOrder);
  setColumnWidths(m_table, {124, 108, 150, 0, 132, 250, 108});
  m_table->stretchColumn(3);
  m_table->keepLayoutAs(QStringLiteral("timeline"));
  connect(m_cancel, &QPushButton::clicked, this, &OrderPanel::cancelOrder);
  retranslate();
}

void OrderPanel::showOrder(const QString& id) {
  if (id == m_id) return;
  m_id = id;
  m_detail.reset();
  m_model->setRows({});
  m_facts->setValue({});
  retranslate();
  if (!m_id.isEmpty() && !m_fetching) fetch();
}

void OrderPanel::refresh() {
  showFacts();
  const bool settled = m_detail && finished(m_detail->order) && core::now() - m_detail->order.updatedAt > kSettled;
  if (m_id.isEmpty() || m_fetching || settled || !m_sinceFetch.hasExpired(kFetchEveryMillis)) return;
  fetch();
}

void OrderPanel::fetch() {
  m_fetching = true;
  m_sinceFetch.start();
  m_feed.send(api::showOrder(m_id.toStdString()), this, [this, id = m_id](const core::Result<std::string>& answer) {
    m_fetching = false;
    if (id != m_id) return m_id.isEmpty() ? void() : fetch();
    const auto detail = answer ? parseOrderDetail(*answer) : std::unexpected(answer.error());
    if (detail) {
      show(*detail);
    } else if (!m_detail) {
      m_facts->setValue(format::text(detail.error().what));
    }
  });
}

void OrderPanel::show(const OrderDetail& detail) {
  m_detail = detail;
  m_model->setRows(detail.timeline);
  retranslate();
  emit orderKnown(detail.order);
}

void OrderPanel::showFacts() {
  if (!m_detail) return;
  const auto& order = m_detail->order;
  QStringList facts;
  for (const auto& fact :
       {order.user, order.items, order.amountMinor ? format::money(*order.amountMinor) : QString()}) {
    if (!fact.isEmpty()) facts.append(fact);
  }
  facts.append(tr("placed %1 (%2)").arg(format::dateTime(order.createdAt), format::ago(order.createdAt, core::now())));
  if (const QString wait = waitText(order); !wait.isEmpty()) facts.append(tr("waits for %1").arg(wait));
  if (!m_detail->paymentId.isEmpty()) facts.append(tr("payment %1").arg(m_detail->paymentId));
  if (m_detail->capturedMinor > 0) facts.append(tr("captured %1").arg(format::money(m_detail->capturedMinor)));
  if (m_detail->refundedMinor > 0) facts.append(tr("refunded %1").arg(format::money(m_detail->refundedMinor)));
  m_facts->setValue(facts.join(QStringLiteral(" · ")));
}

QString OrderPanel::whyNot() const {
  const QString reason = m_feed.whyNoAct({api::Source::Store});
  return reason.isEmpty() ? whyNotCancel(m_detail) : reason;
}

void OrderPanel::showActs() {
  const QString reason = whyNot();
  m_cancel->setEnabled(reason.isEmpty());
  m_cancel->setToolTip(reason);
}

void OrderPanel::cancelOrder() {
  if (!whyNot().isEmpty()) return;
  const ConfirmDialog::Question question{.title = tr("Cancel order %1?").arg(m_id),
                                         .text = tr("Its stock goes back. If it was paid, the payment is refunded."),
                                         .mayBreak = {},
                                         .act = tr("Cancel the order"),
                                         .typeToConfirm = {},
                                         .keep = tr("Keep the order")};
  auto* dialog = ConfirmDialog::ask(this, question, [this, id = m_id](const std::string& reason) {
    m_feed.send(api::because(api::cancelOrder(id.toStdString()), reason), this,
                [this, id](const core::Result<std::string>& answer) {
                  emit noticed(answer ? tr("Order %1 is being cancelled").arg(id) : format::text(answer.error().what),
                               !answer);
                  if (id == m_id) fetch();
                },
                {api::Source::Store});
  });
  connect(dialog, &QDialog::finished, this, &OrderPanel::asked);
}

void OrderPanel::retranslate() {
  setTitle(m_id.isEmpty() ? tr("Timeline") : tr("Timeline of %1").arg(m_id));
  m_table->setAccessibleName(tr("Timeline"));
  m_table->setEmptyText(m_id.isEmpty() ? tr("Select an order to see every event of its life")
                                       : tr("The ledger has no event of this order yet"));
  m_cancel->setText(tr("Cancel order…"));
  showActs();
  m_state->setVisible(m_detail.has_value());
  m_facts->setVisible(!m_id.isEmpty());
  if (m_detail) {
    const auto style = orderStateStyle(m_detail->order.state.value());
    m_state->set(style.word, style.tone);
    showFacts();
  }
  m_model->retranslate();
}

}  // namespace orderdeck::ui
