#include "ui/frame/top_bar.h"

#include <QAction>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/frame/load_pill.h"
#include "ui/theme/format.h"
#include "ui/theme/state_style.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/freshness.h"
#include "ui/widgets/text_label.h"

namespace orderdeck::ui {
namespace {

constexpr double kLedgerLate = 5, kLedgerVeryLate = 30;  // seconds
constexpr double kRedisSlow = 50;                        // milliseconds

QString outOf(int up, int all) { return QStringLiteral("%1/%2").arg(up).arg(all); }

Tone upTone(int up, int all) {
  if (all == 0) return Tone::Neutral;
  return up == all ? Tone::Ok : up * 2 < all ? Tone::Bad : Tone::Warn;
}

}  // namespace

FigureBox::FigureBox(QWidget* parent) : QWidget(parent) {
  m_caption = new TextLabel(FontRole::Small, TextLabel::Ink::Muted, {}, this);
  m_value = new TextLabel(FontRole::Figure, TextLabel::Ink::Text, format::dash(), this);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(12, 0, 4, 0);
  layout->setSpacing(0);
  setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Maximum);
  layout->addWidget(m_caption);
  layout->addWidget(m_value);
}

void FigureBox::setCaption(const QString& caption, const QString& tip) {
  m_captionText = caption;
  m_tip = tip;
  showCaption();
}

void FigureBox::setInk(TextLabel::Ink ink) { m_ink = ink; }

void FigureBox::setFreshness(const Freshness& freshness) {
  m_age = freshness.age();
  m_why = freshness.why();
  m_value->setInk(freshness.isStale() ? TextLabel::Ink::Muted : m_ink);
  m_caption->setInk(freshness.isStale() ? TextLabel::Ink::Warn : TextLabel::Ink::Muted);
  showCaption();
}

void FigureBox::showCaption() {
  m_caption->setValue(m_age.isEmpty() ? m_captionText : m_captionText + QStringLiteral(" · ") + m_age);
  setToolTip(format::tip(m_age.isEmpty() ? m_tip : m_tip + QLatin1Char('\n') + m_why));
}

void FigureBox::setValue(const QString& value) {
  if (m_value->text() == value) return;
  m_value->setText(value);
  // Only ever wider, so that the bar does not tremble with the digits.
  setMinimumWidth(std::max(minimumWidth(), sizeHint().width()));
  setAccessibleName(m_captionText + QLatin1Char(' ') + value);
}

QString FigureBox::value() const { return m_value->text(); }

void FigureBox::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(colors().border);
  painter.drawLine(0, 0, 0, height());
}

TopBar::TopBar(QAction* injectOrders, QAction* injectFault, QWidget* parent)
    : QWidget(parent), m_ordersAction(injectOrders), m_faultAction(injectFault) {
  setFixedHeight(scaled(56));
  m_profile = new Badge({}, Tone::Neutral, this);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(14, 0, 14, 1);
  layout->setSpacing(10);
  layout->addWidget(m_profile);
  for (auto** chip : {&m_health, &m_redis, &m_kafka, &m_nodes, &m_ledger})
    layout->addWidget(*chip = new Chip({}, this));
  layout->addStretch(1);
  layout->addWidget(m_load = new LoadPill(this));
  for (auto** figure : {&m_rate, &m_refused, &m_latency, &m_inFlight, &m_outbox})
    layout->addWidget(*figure = new FigureBox(this), 0, Qt::AlignVCenter);
  m_orders = new QPushButton(this);
  m_orders->setProperty("role", "primary");
  m_orders->setObjectName(QStringLiteral("injectOrders"));
  m_fault = new QPushButton(this);
  m_fault->setProperty("role", "warn");
  m_fault->setObjectName(QStringLiteral("injectFault"));
  layout->addSpacing(2);
  layout->addWidget(m_orders);
  layout->addWidget(m_fault);
  connect(m_orders, &QPushButton::clicked, m_ordersAction, &QAction::trigger);
  connect(m_fault, &QPushButton::clicked, m_faultAction, &QAction::trigger);
  const auto follow = [](QPushButton* button, QAction* action) {
    const auto take = [button, action] {
      button->setEnabled(action->isEnabled());
      button->setToolTip(action->toolTip());
    };
    connect(action, &QAction::changed, button, take);
    take();
  };
  follow(m_orders, m_ordersAction);
  follow(m_fault, m_faultAction);
  retranslate();
}

void TopBar::retranslate() {
  m_health->setName(tr("Health"));
  m_redis->setName(tr("Redis"));
  m_kafka->setName(tr("Kafka"));
  m_nodes->setName(tr("Nodes"));
  m_ledger->setName(tr("Ledger"));
  m_rate->setCaption(tr("orders/s"), tr("Orders accepted a second, over the last 2 s"));
  m_refused->setCaption(tr("refused/s"),
                        tr("Orders that clients sent and the gateway did not take, a second, over the last 2 s"));
  m_latency->setCaption(tr("end-to-end p99"),
                        tr("From the accept to the end in the ledger, 99th percentile of the last 10 s"));
  m_inFlight->setCaption(tr("in flight"), tr("Accepted orders that are not finished"));
  m_outbox->setCaption(tr("outbox"), tr("Events that wait in Redis to be published"));
  m_orders->setText(tr("Inject orders"));
  m_fault->setText(tr("Inject fault"));
  m_load->retranslate();
}

void TopBar::showSnapshot(const api::Snapshot& s) {
  m_profile->set(format::text(s.profileKind.text()).toUpper(), profileTone(s.profileKind.value()));
  m_profile->setToolTip(
      format::tip(tr("Profile %1, since %2. Accepted orders are synced: %3")
                      .arg(format::text(s.profile), format::dateTime(s.startedAt), format::text(s.durability))));
  showChips(s);
  showFigures(s);
  m_load->showLoad(s.load);
  showWhatFits();
}

void TopBar::showChips(const api::Snapshot& s) {
  const auto& h = s.health;
  const auto state = systemStateStyle(s.state.value());
  QStringList why;
  for (const auto& reason : h.why) why << format::text(reason);
  // Broken invariants leave the system's state as it is, and are bad news all the same.
  const bool isBad = s.state == api::SystemState::Running && !why.isEmpty();
  m_health->set(isBad ? tr("not OK") : state.word, isBad ? Tone::Bad : state.tone,
                why.isEmpty() ? tr("nothing is known to be wrong") : why.join(QLatin1Char('\n')));
  const auto store = Freshness::of(s, {api::Source::Store}), broker = Freshness::of(s, {api::Source::Broker});
  if (store.isStale())
    m_redis->setStale(store);
  else
    m_redis->set(format::millis(h.redisMillis),
                 !h.redisMillis                ? Tone::Bad
                 : *h.redisMillis > kRedisSlow ? Tone::Warn
                                               : Tone::Ok,
                 h.redisMillis ? tr("round trip of a PING") : tr("does not answer"));
  if (broker.isStale())
    m_kafka->setStale(broker);
  else
    m_kafka->set(outOf(h.brokersUp, h.brokers), upTone(h.brokersUp, h.brokers), tr("brokers that answer"));
  if (const auto daemon = Freshness::of(s, {}); daemon.isStale())
    m_nodes->setStale(daemon);
  else
    m_nodes->set(outOf(h.nodesUp, h.nodes), upTone(h.nodesUp, h.nodes), tr("processes that are up"));
  const auto delay = h.ledgerDelaySeconds;
  const Tone late = !h.ledgerTrouble.empty()   ? Tone::Bad
                    : !delay                   ? Tone::Neutral
                    : *delay > kLedgerVeryLate ? Tone::Bad
                    : *delay > kLedgerLate     ? Tone::Warn
                                               : Tone::Ok;
  if (broker.isStale())  // how far the ledger is behind is read from its offsets
    m_ledger->setStale(broker);
  else
    m_ledger->set(delay ? QLatin1Char('+') + format::seconds(delay) : format::dash(), late,
                  tr("age of the oldest event it has not taken"));
}

void TopBar::showFigures(const api::Snapshot& s) {
  const auto store = Freshness::of(s, {api::Source::Store}), nodes = Freshness::of(s, {api::Source::Nodes});
  m_rate->setValue(format::perSecond(s.figures.acceptedPerSecond));
  m_refused->setValue(format::perSecond(s.figures.refusedPerSecond));
  m_refused->setInk(s.figures.refusedPerSecond.value_or(0) > 0 ? TextLabel::Ink::Bad : TextLabel::Ink::Text);
  m_latency->setValue(format::millis(s.figures.orderP99Millis));
  m_inFlight->setValue(format::number(s.figures.inFlight));
  m_outbox->setValue(format::number(s.figures.outbox));
  for (auto* figure : {m_rate, m_inFlight, m_outbox}) figure->setFreshness(store);
  for (auto* figure : {m_refused, m_latency}) figure->setFreshness(nodes);
}

void TopBar::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  showWhatFits();
}

// What the width does not hold goes, least first; it stands on other pages too.
void TopBar::showWhatFits() {
  const int room = width() - (m_load->isHidden() ? 0 : m_load->sizeHint().width());
  m_outbox->setVisible(room > scaled(1480));
  m_latency->setVisible(room > scaled(1300));
  m_ledger->setVisible(room > scaled(1210));
  m_load->setBrief(false);
  m_load->setBrief(layout()->sizeHint().width() > width());
}

void TopBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), colors().bar);
  painter.setPen(colors().border);
  painter.drawLine(0, height() - 1, width(), height() - 1);
}

}  // namespace orderdeck::ui
