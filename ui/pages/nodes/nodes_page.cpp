#include "ui/pages/nodes/nodes_page.h"

#include <QLineEdit>

#include "ui/feed/feed.h"
#include "ui/pages/nodes/breaker_menu.h"
#include "ui/pages/nodes/node_model.h"
#include "ui/pages/nodes/node_panel.h"
#include "ui/pages/page_parts.h"
#include "ui/tables/table_view.h"
#include "ui/theme/format.h"
#include "ui/theme/state_style.h"
#include "ui/widgets/card.h"
#include "ui/widgets/confirm_dialog.h"
#include "ui/widgets/freshness.h"

namespace orderdeck::ui {

namespace {

QString actTitle(api::NodeAction act) {
  if (act == api::NodeAction::Kill) return NodesPage::tr("Kill");
  if (act == api::NodeAction::Pause) return NodesPage::tr("Pause");
  if (act == api::NodeAction::Resume) return NodesPage::tr("Resume");
  return NodesPage::tr("Restart");
}

QString actTip(api::NodeAction act) {
  if (act == api::NodeAction::Kill) return NodesPage::tr("SIGKILL: the process ends at once and is started again");
  if (act == api::NodeAction::Pause)
    return NodesPage::tr("SIGSTOP: the process stands still and keeps its connections and locks");
  if (act == api::NodeAction::Resume) return NodesPage::tr("SIGCONT: a paused process goes on");
  return NodesPage::tr("SIGTERM: the process ends in order and is started again");
}

// Why `act` cannot be done to `node` now; empty when it can.
QString whyNotTo(api::NodeAction act, const api::NodeView* node) {
  if (!node) return NodesPage::tr("Select a node first");
  if (node->service == "daemon") return NodesPage::tr("The daemon is what carries these acts out");
  if (node->pid == 0) return NodesPage::tr("The process is not running");
  const bool paused = node->state == api::NodeState::Paused;
  if (act == api::NodeAction::Resume && !paused) return NodesPage::tr("The process is not paused");
  if (act == api::NodeAction::Pause && paused) return NodesPage::tr("The process is paused already");
  return {};
}

// What stops working while the node is away; empty for a node whose absence is harmless for a while.
QString mayBreak(const std::string& service) {
  if (service == "redis")
    return NodesPage::tr(
        "Without Redis no order is accepted and no service can work. Orders that were accepted are on disk.");
  if (service == "kafka")
    return NodesPage::tr(
        "The embedded broker keeps its messages in memory: they are gone. Open orders are sent again from Redis.");
  if (service == "gateway") return NodesPage::tr("Without the gateway clients cannot place orders.");
  if (service == "ledger") return NodesPage::tr("Without the ledger writer the books fall behind until it is back.");
  return {};
}

}  // namespace

NodesPage::NodesPage(Feed& feed, QWidget* parent)
    : Page(feed, QStringLiteral("nodes"), QStringLiteral("nodes"), parent),
      m_card(new Card({}, this)),
      m_filter(new QLineEdit(this)),
      m_table(new TableView(this)),
      m_model(new NodeModel(this)),
      m_panel(new NodePanel(this)) {
  fillWithCards(this, {m_card, m_panel}, {3, 2});
  m_filter->setClearButtonEnabled(true);
  m_filter->setFixedWidth(scaled(180));
  m_card->addHeadWidget(m_filter);
  m_card->body()->addWidget(m_table);

  addAct(api::NodeAction::Pause, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P), "");
  addAct(api::NodeAction::Resume, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_G), "");
  addAct(api::NodeAction::Restart, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R), "");
  addAct(api::NodeAction::Kill, QKeySequence(Qt::Key_Delete), "danger");

  addBreakers();

  m_table->setSource(m_model);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->sortByColumn(-1, Qt::AscendingOrder);  // the backend's order: what carries the others first
  for (const auto& act : m_acts) m_table->addAction(act.action);
  m_table->addAction(m_breakers);
  setColumnWidths(m_table, {124, 88, 66, 62, 86, 68, 68, 62, 82, 70, 76, 86, 0, 78});
  m_table->stretchColumn(12);
  m_table->keepLayoutAs(QStringLiteral("nodes"));
  connect(m_filter, &QLineEdit::textChanged, m_table, &TableView::setFilterText);
  connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &NodesPage::showSelected);
  NodesPage::retranslate();
}

void NodesPage::addAct(api::NodeAction act, const QKeySequence& key, const char* role) {
  auto* action = new QAction(this);
  action->setShortcut(key);
  action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  action->setObjectName(QStringLiteral("act-") + format::text(core::nameOf(act)));
  connect(action, &QAction::triggered, this, [this, act] { perform(act); });
  addAction(action);
  m_acts.push_back({act, action});
  m_card->addHeadWidget(actButton(action, role, this));
}

void NodesPage::addBreakers() {
  auto* menu =
      new BreakerMenu([this] { return selected() ? selected()->breakers : std::vector<api::BreakerView>(); }, this);
  connect(menu, &BreakerMenu::chosen, this, &NodesPage::force);
  m_breakers = new QAction(this);
  m_breakers->setObjectName(QStringLiteral("act-breakers"));
  m_breakers->setMenu(menu);
  auto* button = actButton(m_breakers, "", this);
  button->setMenu(menu);
  button->setProperty("menu", true);  // room for the arrow
  m_card->addHeadWidget(button);
}

void NodesPage::showSnapshot(const api::Snapshot& snapshot) {
  m_model->setRows(snapshot.nodes);
  const auto& health = snapshot.health;
  m_card->setSubtitle(tr("%1 of %2 up").arg(health.nodesUp).arg(health.nodes));
  const auto daemon = Freshness::of(snapshot, {});
  m_card->setFreshness(daemon);
  m_panel->setFreshness(daemon);
  showSelected();
}

void NodesPage::open(const Subject& subject) {
  const auto* node = std::get_if<subject::Node>(&subject);
  if (node == nullptr) return;
  m_filter->clear();
  m_table->selectKey(node->name);
  if (node->act) perform(*node->act);
}

QString NodesPage::whyNot(api::NodeAction act, const api::NodeView* node) const {
  const QString reason = feed().whyNoAct();
  return reason.isEmpty() ? whyNotTo(act, node) : reason;
}

void NodesPage::focusFilter() {
  m_filter->setFocus(Qt::ShortcutFocusReason);
  m_filter->selectAll();
}

bool NodesPage::escape() {
  if (!m_filter->text().isEmpty()) {
    m_filter->clear();
    return true;
  }
  if (!m_table->selectionModel()->hasSelection()) return false;
  m_table->selectionModel()->clear();
  return true;
}

void NodesPage::retranslate() {
  m_card->setTitle(tr("Nodes"));
  m_filter->setPlaceholderText(tr("Filter nodes"));
  m_filter->setAccessibleName(tr("Filter nodes"));
  m_table->setAccessibleName(tr("Nodes"));
  m_table->setEmptyText(tr("Here stands every process of the system once the backend runs"));
  m_model->retranslate();
  m_panel->retranslate();
  showSelected();
}

const api::NodeView* NodesPage::selected() const {
  const QStringList keys = m_table->selectedKeys();
  if (keys.isEmpty()) return nullptr;
  for (const auto& node : m_model->rows()) {
    if (NodeModel::nodeKey(node) == keys.first()) return &node;
  }
  return nullptr;
}

void NodesPage::showSelected() {
  const auto* node = selected();
  for (const auto& act : m_acts) {
    const QString reason = whyNot(act.word, node);
    act.action->setText(actTitle(act.word));
    act.action->setEnabled(reason.isEmpty());
    act.action->setToolTip(QStringLiteral("%1 (%2)").arg(reason.isEmpty() ? actTip(act.word) : reason,
                                                         act.action->shortcut().toString(QKeySequence::NativeText)));
  }
  const QString noBackend = feed().whyNoAct();
  const QString noBreakers = !noBackend.isEmpty()     ? noBackend
                             : !node                  ? tr("Select a node first")
                             : node->breakers.empty() ? tr("The node has no circuit breakers, or does not run")
                                                      : QString();
  m_breakers->setText(tr("Breakers"));
  m_breakers->setEnabled(noBreakers.isEmpty());
  m_breakers->setToolTip(noBreakers.isEmpty()
                             ? tr("Hold a circuit breaker of the node open or closed, or let it decide by itself")
                             : noBreakers);
  const auto* snapshot = feed().snapshotWith(NodesPage::needs().sections);
  m_panel->show(node, snapshot ? snapshot->events : std::vector<api::OpsEvent>());
}

void NodesPage::perform(api::NodeAction act) {
  const auto* node = selected();
  if (!whyNot(act, node).isEmpty()) return;
  const QString name = NodeModel::nodeKey(*node);
  const QString breaks = mayBreak(node->service);
  const bool harmless = act == api::NodeAction::Resume || (breaks.isEmpty() && act != api::NodeAction::Kill);
  if (harmless) {
    m_table->setFocus();  // back from the button
    return send(act, name);
  }
  const ConfirmDialog::Question question{.title = tr("%1 %2?").arg(actTitle(act), name),
                                         .text = actTip(act),
                                         .mayBreak = breaks,
                                         .act = actTitle(act),
                                         .typeToConfirm = inProduction() ? name : QString()};
  ConfirmDialog::ask(m_table, question, [this, act, name](const std::string& reason) { send(act, name, reason); });
}

bool NodesPage::inProduction() const {
  return feed().snapshot() && feed().snapshot()->profileKind == api::ProfileKind::Production;
}

void NodesPage::force(const QString& dependency, core::BreakerForce how) {
  const auto* node = selected();
  if (!node) return;
  const QString name = NodeModel::nodeKey(*node);
  if (how != core::BreakerForce::Open) {
    m_table->setFocus();
    return sendForce(name, dependency, how);
  }
  const ConfirmDialog::Question question{
      .title = tr("Hold the breaker to %1 of %2 open?").arg(dependency, name),
      .text = tr("The node refuses every call to %1 at once, until it is let go.").arg(dependency),
      .mayBreak = tr("What the node does with %1 stands still meanwhile; a gateway without Redis accepts no order.")
                      .arg(dependency),
      .act = tr("Hold open"),
      .typeToConfirm = inProduction() ? name : QString()};
  ConfirmDialog::ask(m_table, question, [this, name, dependency, how](const std::string& reason) {
    sendForce(name, dependency, how, reason);
  });
}

void NodesPage::sendForce(const QString& node, const QString& dependency, core::BreakerForce how,
                          const std::string& reason) {
  feed().send(api::because(api::forceBreaker(node.toStdString(), dependency.toStdString(), how), reason), this,
              [this, node, dependency, how](const core::Result<std::string>& answer) {
                if (!answer)
                  return emit noticed(
                      tr("Breaker to %1 of %2: %3").arg(dependency, node, format::text(answer.error().what)), true);
                const QString done = how == core::BreakerForce::Open ? tr("The breaker to %1 of %2 is held open")
                                     : how == core::BreakerForce::Closed
                                         ? tr("The breaker to %1 of %2 is held closed")
                                         : tr("The breaker to %1 of %2 decides by itself");
                emit noticed(done.arg(dependency, node), false);
                feed().refresh();
              });
}

void NodesPage::send(api::NodeAction act, const QString& node, const std::string& reason) {
  feed().send(api::because(api::controlNode(node.toStdString(), act), reason), this,
              [this, act, node](const core::Result<std::string>& answer) {
                if (answer) {
                  emit noticed(tr("%1: %2").arg(actTitle(act), node), false);
                  feed().refresh();
                } else {
                  emit noticed(tr("%1 %2: %3").arg(actTitle(act), node, format::text(answer.error().what)), true);
                }
              });
}

}  // namespace orderdeck::ui
