#include "ui/frame/main_window.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/frame/command_palette.h"
#include "ui/frame/event_strip.h"
#include "ui/frame/fault_band.h"
#include "ui/frame/load_pill.h"
#include "ui/frame/nav_rail.h"
#include "ui/frame/top_bar.h"
#include "ui/pages/page.h"
#include "ui/pages/page_parts.h"
#include "ui/theme/format.h"
#include "ui/theme/icon.h"
#include "ui/widgets/freshness.h"
#include "ui/widgets/message.h"
#include "ui/widgets/place_over.h"
#include "ui/widgets/veil.h"
#include "ui/words/source_text.h"

namespace orderdeck::ui {

MainWindow::MainWindow(Feed& feed, std::vector<Page*> pages, QWidget* parent)
    : QMainWindow(parent), m_feed(feed), m_pages(std::move(pages)) {
  setWindowIcon(QIcon(QStringLiteral(":/icons/orderdeck.svg")));
  makeActions();
  makeFrame();
  makeSettingsMenu();
  restore();
  using enum api::Section;
  m_feed.show(this, {.sections = {System, Overview, Faults, Jobs, Events}});  // bar, notices, band and strip
  connect(&m_feed, &Feed::snapshotArrived, this, &MainWindow::showSnapshot);
  connect(&m_feed, &Feed::snapshotAged, this, [this] {
    showSnapshot();
    showConnection();
  });
  connect(&m_feed, &Feed::connectionChanged, this, &MainWindow::showConnection);
  retranslate();
  showConnection();
  if (m_feed.snapshot() != nullptr) showSnapshot();
}

MainWindow::~MainWindow() = default;

void MainWindow::makeFrame() {
  m_rail = new NavRail(this);
  m_bar = new TopBar(m_injectOrders, m_injectFault, this);
  m_band = new FaultBand(this);
  m_banner = new InlineMessage(this);
  m_silent = new InlineMessage(this);
  m_silent->setObjectName(QStringLiteral("silentSources"));
  m_silent->hide();
  m_closed = new InlineMessage(this);
  m_closed->setObjectName(QStringLiteral("storeClosed"));
  m_closed->hide();
  m_stack = new QStackedWidget(this);
  m_stack->setContentsMargins(10, 10, 10, 10);
  m_stack->setSizePolicy(QSizePolicy::Ignored,
                         QSizePolicy::Ignored);  // no page may keep the window from being made small
  m_veil = new Veil(m_stack);
  m_strip = new EventStrip(m_feed, m_pause, this);
  for (auto* page : m_pages) {
    m_stack->addWidget(page);
    m_rail->addPage(page->iconName());
    connect(page, &Page::navigationRequested, this,
            [this](const QString& id, const Subject& subject) { openPage(id, subject); });
    connect(page, &Page::injectOrdersRequested, this, &MainWindow::injectOrdersRequested);
    connect(page, &Page::noticed, this,
            [this](const QString& text, bool bad) { Toast::show(this, text, bad ? Tone::Bad : Tone::Ok); });
  }
  m_notices = new QWidget(this);
  auto* notices = new QVBoxLayout(m_notices);
  notices->setContentsMargins(10, 10, 10, 0);
  notices->setSpacing(10);
  notices->addWidget(m_banner);
  notices->addWidget(m_silent);
  notices->addWidget(m_closed);
  notices->addWidget(m_band);
  auto* right = new QVBoxLayout;
  right->setContentsMargins(0, 0, 0, 0);
  right->setSpacing(0);
  right->addWidget(m_bar);
  right->addWidget(m_notices);
  right->addWidget(m_stack, 1);
  right->addWidget(m_strip);
  auto* centre = new QWidget(this);
  auto* all = new QHBoxLayout(centre);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(0);
  all->addWidget(m_rail);
  all->addLayout(right, 1);
  setCentralWidget(centre);
  setMinimumSize(scaled(900), scaled(560));
  connect(m_rail, &NavRail::pageChosen, this,
          [this](int index) { openPage(m_pages[static_cast<std::size_t>(index)]->id()); });
  connect(m_band, &FaultBand::clearRequested, this, [this] { clearFaults(); });
  connect(m_bar->load(), &LoadPill::opened, this, &MainWindow::injectOrdersRequested);
  connect(m_bar->load(), &LoadPill::stopRequested, this, &MainWindow::stopLoad);
  connect(m_banner, &InlineMessage::acted, this,
          [this] { m_feed.canStartBackend() ? m_feed.startBackend() : m_feed.refresh(); });
  connect(m_strip, &EventStrip::rateChosen, this, &MainWindow::setRate);
  connect(m_strip, &EventStrip::zoneToggled, this, &MainWindow::toggleZone);
}

Page* MainWindow::page() const { return qobject_cast<Page*>(m_stack->currentWidget()); }

QStringList MainWindow::pageIds() const {
  QStringList ids;
  for (const auto* page : m_pages) ids << page->id();
  return ids;
}

QString MainWindow::currentPage() const { return page() != nullptr ? page()->id() : QString(); }

bool MainWindow::openPage(const QString& id, const std::optional<Subject>& subject) {
  for (std::size_t i = 0; i < m_pages.size(); ++i) {
    auto* wanted = m_pages[i];
    if (wanted->id() != id) continue;
    if (const auto* snapshot = m_feed.snapshotWith(wanted->needs().sections);
        snapshot != nullptr && m_stack->currentWidget() != wanted)
      wanted->showSnapshot(*snapshot);
    // The page itself, not its filter, where digits would be typed instead of opening pages; and at the start not the
    // rail's first button.
    const auto* left = focusWidget();
    const bool follow = left == nullptr || (page() != nullptr && page() != wanted && page()->isAncestorOf(left));
    m_stack->setCurrentWidget(wanted);
    if (follow) wanted->setFocus();
    m_rail->setCurrent(static_cast<int>(i));
    showVeil();
    if (subject) wanted->open(*subject);
    setWindowTitle(wanted->title() + QStringLiteral(" – Orderdeck"));
    return true;
  }
  return false;
}

void MainWindow::showSnapshot() {
  const auto& snapshot = *m_feed.snapshot();
  m_bar->showSnapshot(snapshot);
  m_band->showFaults(snapshot.faults);
  if (Freshness::of(snapshot, {}).isStale()) m_band->hide();  // what is armed is not known now
  showStore(snapshot);
  showSources(snapshot);
  showNotices();
  showActs();
  m_strip->showEvents(snapshot.events);
  if (page() != nullptr && page()->isVisible() && !isMinimized()) {
    if (const auto* fresh = m_feed.snapshotWith(page()->needs().sections)) page()->showSnapshot(*fresh);
  }
  showVeil();
}

// What is old is grey by itself; a page of which nothing came yet is grey as a whole.
void MainWindow::showVeil() {
  const bool known = m_feed.snapshot() != nullptr;
  const bool came = page() == nullptr || m_feed.snapshotWith(page()->needs().sections) != nullptr;
  m_veil->raise();
  m_veil->setVisible(known && !came);
}

// An act that cannot be carried out now is not offered.
void MainWindow::showActs() {
  const QString reason = m_feed.whyNoAct();
  offer(m_injectOrders, reason, tr("Place orders: one, many, at a rate or from a file (Ctrl+I)"));
  offer(m_injectFault, reason, tr("Break something on purpose (Ctrl+Shift+I)"));
  offer(m_clearFaults, reason, tr("Ends every armed fault now (Ctrl+Shift+X)"));
  m_band->setWhyNot(reason);
  m_bar->load()->setWhyNot(reason);
  for (auto* page : m_pages) page->showActs();
}

// Names what does not answer, how old what is known of it is, and why.
void MainWindow::showSources(const api::Snapshot& snapshot) {
  QStringList names, texts;
  for (const auto& source : snapshot.sources) {
    if (source.state != api::SourceState::Stale) continue;
    names << sourceName(source.name.value());
    texts << sourceText(source);
  }
  const bool isOurs = snapshot.state == api::SystemState::Starting || m_feed.paused() || m_feed.rate() == 0;
  const bool shown = !names.isEmpty() && m_feed.state() == Feed::State::Live && !isOurs;
  m_silent->setVisible(shown);
  if (!shown) return;
  if (Freshness::of(snapshot, {}).isStale())  // who tells of all the others
    return m_silent->set(Tone::Bad, tr("The daemon does not answer"), texts.front());
  m_silent->set(Tone::Bad, tr("Not read now: %1").arg(names.join(QStringLiteral(", "))),
                texts.join(QStringLiteral(" · ")));
}

void MainWindow::showConnection() {
  using enum Feed::State;
  const auto state = m_feed.state();
  const bool live = state == Live;
  m_banner->setVisible(!live);
  if (!live) {  // what is armed, and what the store is, is not known now
    m_band->hide();
    m_closed->hide();
    m_silent->hide();
  }
  showNotices();
  showActs();
  showVeil();
  const QString startText = m_feed.canStartBackend() ? tr("Start the backend") : tr("Try now");
  switch (state) {
    case Live: m_goneSince = {}; return;
    case Connecting: return m_banner->set(Tone::Accent, tr("Connecting"), tr("Looking for a running backend."));
    case Starting:
      return m_banner->set(Tone::Accent, tr("Starting the backend"),
                           tr("Redis, the Kafka broker and the services come up; first figures in a few seconds."));
    case Gone: {
      if (m_goneSince == core::Timestamp{}) m_goneSince = core::now();
      const auto* daemon = m_feed.snapshot() ? api::sourceIn(*m_feed.snapshot(), api::Source::Daemon) : nullptr;
      const QString since = tr("Tried again every second since %1.").arg(format::timeOfDay(m_goneSince));
      const QString last =
          daemon ? tr("Below are its last figures, %1.").arg(ageText(*daemon)) + QLatin1Char(' ') : QString();
      return m_banner->set(Tone::Bad, tr("No backend answers"),
                           last + since + QStringLiteral(" (%1)").arg(m_feed.detail()), startText);
    }
    case Refused:
      return m_banner->set(Tone::Bad, tr("The backend refuses this console"), m_feed.detail(), tr("Try now"));
  }
}

void MainWindow::showStore(const api::Snapshot& snapshot) {
  const bool closed = !snapshot.store.distrust.empty();
  const auto& ledger = snapshot.health.ledgerTrouble;
  m_closed->setVisible((closed || !ledger.empty()) && m_feed.state() == Feed::State::Live);
  if (!closed && !ledger.empty())
    return m_closed->set(Tone::Bad, tr("The ledger cannot be used: orders are taken and wait"), format::text(ledger));
  if (!closed) return;
  const auto& rebuild = snapshot.rebuild;
  if (rebuild && rebuild->state == api::JobState::Running && !rebuild->dryRun) {
    const QString done = rebuild->done > 0 ? QStringLiteral(", %1").arg(format::number(rebuild->done)) : QString();
    return m_closed->set(Tone::Warn, tr("The store is being rebuilt"),
                         tr("No order is taken until it is done. Now: %1%2.").arg(format::text(rebuild->step), done));
  }
  m_closed->set(
      Tone::Bad, tr("Redis was rolled back: no order is taken"),
      tr("%1. `orderdeckctl rebuild --dry-run` shows what the ledger would restore, `orderdeckctl rebuild` does it.")
          .arg(format::text(snapshot.store.distrust)));
}

void MainWindow::showNotices() {
  m_notices->setVisible(!m_banner->isHidden() || !m_silent->isHidden() || !m_closed->isHidden() || !m_band->isHidden());
}

void MainWindow::clearFaults(const std::string& id) {
  if (!m_feed.whyNoAct().isEmpty()) return;
  m_band->setClearing(true);
  m_feed.send(api::clearFaults(id), this, [this, all = id.empty()](const core::Result<std::string>& answer) {
    m_band->setClearing(false);
    const QString done = all ? tr("All faults are cleared") : tr("The fault is cleared");
    Toast::show(this, answer ? done : tr("Faults could not be cleared: %1").arg(format::text(answer.error().what)),
                answer ? Tone::Ok : Tone::Bad);
    m_feed.refresh();
  });
}

void MainWindow::stopLoad() {
  m_feed.send(api::stopLoad(), this, [this](const core::Result<std::string>& answer) {
    if (!answer)
      Toast::show(this, tr("The load could not be stopped: %1").arg(format::text(answer.error().what)), Tone::Bad);
    m_feed.refresh();
  });
}

void MainWindow::setRate(double hertz) {
  m_feed.setRate(hertz);
  m_strip->showSettings();
}

void MainWindow::toggleZone() {
  format::setZone(format::zone() == format::Zone::Utc ? format::Zone::Local : format::Zone::Utc);
  for (auto* page : m_pages) page->retranslate();
  m_strip->retranslate();
  retranslate();
}

void MainWindow::refresh() {
  m_feed.refresh();
  if (page() != nullptr) page()->refresh();
}

void MainWindow::escape() {
  if (auto* toast = findChild<Toast*>()) {
    delete toast;
  } else if (page() == nullptr || !page()->escape()) {
    if (auto* focus = focusWidget()) focus->clearFocus();
  }
}

void MainWindow::closeEvent(QCloseEvent* event) {
  keep();
  if (m_closing || !m_askAtExit || !m_feed.ownsBackend()) return event->accept();
  event->ignore();
  askAtExit();
}

void MainWindow::keepBackendAtExit() {
  m_askAtExit = false;
  m_feed.keepBackend(true);  // however the program ends: a screenshot closes no window
}

void MainWindow::closeUnasked() {
  m_closing = true;
  close();
}

void MainWindow::askAtExit() {
  auto* box = new QMessageBox(QMessageBox::NoIcon, tr("Close Orderdeck"),
                              tr("This console started the backend. Stop it too?"), QMessageBox::NoButton, this);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setInformativeText(
      tr("Stopped, it finishes what it accepted and keeps its data. Kept running, another console or orderdeckctl can "
         "attach to it."));
  auto* stop = box->addButton(tr("Stop the backend"), QMessageBox::AcceptRole);
  auto* keepIt = box->addButton(tr("Keep it running"), QMessageBox::ActionRole);
  auto* cancel = box->addButton(tr("Cancel"), QMessageBox::RejectRole);
  stop->setAutoDefault(false);
  box->setDefaultButton(cancel);
  connect(box, &QMessageBox::buttonClicked, this, [this, stop, keepIt](QAbstractButton* button) {
    if (button != stop && button != keepIt) return;
    m_feed.keepBackend(button == keepIt);
    closeUnasked();
  });
  placeOver(box, this);
  box->open();
}

void MainWindow::changeEvent(QEvent* event) {
  QMainWindow::changeEvent(event);
  if (event->type() == QEvent::LanguageChange && m_strip != nullptr) retranslate();
  if (event->type() == QEvent::PaletteChange && m_strip != nullptr) restyle();
}

}  // namespace orderdeck::ui
