// The window's acts, its settings menu and what it keeps between runs.
#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QLabel>
#include <QMenu>
#include <QScreen>
#include <QSettings>
#include <QWidgetAction>

#include "ui/frame/command_palette.h"
#include "ui/frame/event_strip.h"
#include "ui/frame/fault_band.h"
#include "ui/frame/goals.h"
#include "ui/frame/main_window.h"
#include "ui/frame/nav_rail.h"
#include "ui/frame/top_bar.h"
#include "ui/pages/page.h"
#include "ui/theme/format.h"
#include "ui/theme/icon.h"
#include "ui/theme/language.h"
#include "ui/widgets/place_over.h"

namespace orderdeck::ui {
namespace {
constexpr const char* kContext = "orderdeck::ui::MainWindow";

/// QMenu::addSection() leaves its text out under a style sheet.
void addHeading(QMenu* menu, const QString& text) {
  auto* heading = new QWidgetAction(menu);
  heading->setDefaultWidget(new QLabel(text, menu));
  heading->setEnabled(false);
  menu->addAction(heading);
}
}  // namespace

QAction* MainWindow::addAct(const char* text, const QList<QKeySequence>& keys, std::function<void()> act) {
  auto* action = new QAction(this);
  action->setShortcuts(keys);
  connect(action, &QAction::triggered, this, std::move(act));
  addAction(action);
  m_acts.push_back({action, text});
  return action;
}

void MainWindow::makeActions() {
  for (std::size_t i = 0; i < m_pages.size(); ++i) {
    auto* action = new QAction(this);
    if (i < 9) action->setShortcut(QKeySequence(Qt::Key_1 + static_cast<int>(i)));
    connect(action, &QAction::triggered, this, [this, i] { openPage(m_pages[i]->id()); });
    addAction(action);
    m_pageActions.push_back(action);
  }
  const auto keys = [](std::initializer_list<QKeySequence> list) { return QList<QKeySequence>(list); };
  m_injectOrders = addAct(QT_TRANSLATE_NOOP("orderdeck::ui::MainWindow", "Inject orders…"),
                          keys({Qt::CTRL | Qt::Key_I}), [this] { emit injectOrdersRequested(); });
  m_injectFault = addAct(QT_TRANSLATE_NOOP("orderdeck::ui::MainWindow", "Inject fault…"),
                         keys({Qt::CTRL | Qt::SHIFT | Qt::Key_I}), [this] { emit injectFaultRequested({}); });
  m_clearFaults = addAct(QT_TRANSLATE_NOOP("orderdeck::ui::MainWindow", "Clear all faults"),
                         keys({Qt::CTRL | Qt::SHIFT | Qt::Key_X}), [this] { clearFaults(); });
  addAct(QT_TRANSLATE_NOOP("orderdeck::ui::MainWindow", "Refresh now"), keys({Qt::Key_F5, Qt::CTRL | Qt::Key_R}),
         [this] { refresh(); });
  m_pause =
      addAct(QT_TRANSLATE_NOOP("orderdeck::ui::MainWindow", "Pause the figures"), keys({Qt::CTRL | Qt::Key_P}), [] {});
  m_pause->setCheckable(true);
  connect(m_pause, &QAction::toggled, this, [this](bool on) {
    m_feed.setPaused(on);
    restyle();
    m_strip->showSettings();
  });
  addAct(QT_TRANSLATE_NOOP("orderdeck::ui::MainWindow", "Go to a page, an act or a thing…"),
         keys({Qt::CTRL | Qt::Key_K}), [this] { openPalette(); });
  addAct(QT_TRANSLATE_NOOP("orderdeck::ui::MainWindow", "Filter this page"), keys({Qt::CTRL | Qt::Key_F}), [this] {
    if (page() != nullptr) page()->focusFilter();
  });
  addAct(QT_TRANSLATE_NOOP("orderdeck::ui::MainWindow", "Leave the detail or clear the filter"), keys({Qt::Key_Escape}),
         [this] { escape(); });
  addAct(QT_TRANSLATE_NOOP("orderdeck::ui::MainWindow", "Switch between local time and UTC"),
         keys({Qt::CTRL | Qt::Key_U}), [this] { toggleZone(); });
  addAct(QT_TRANSLATE_NOOP("orderdeck::ui::MainWindow", "Dark or light theme"), keys({Qt::CTRL | Qt::Key_T}),
         [this] { setTheme(themeKind() == ThemeKind::Dark ? ThemeKind::Light : ThemeKind::Dark); });
  m_shortcuts = addAct(QT_TRANSLATE_NOOP("orderdeck::ui::MainWindow", "Shortcuts"),
                       keys({Qt::Key_Question, Qt::SHIFT | Qt::Key_Question, Qt::Key_F1}),
                       [this] { openDialog(new ShortcutSheet(allActions(), this)); });
  m_quit =
      addAct(QT_TRANSLATE_NOOP("orderdeck::ui::MainWindow", "Quit"), keys({Qt::CTRL | Qt::Key_Q}), [this] { close(); });
}

void MainWindow::openDialog(QDialog* dialog) {
  placeOver(dialog, this);
  dialog->open();
}

void MainWindow::openPalette() {
  auto* palette =
      new CommandPalette(allActions(), [this](const QString& typed) { return goalsIn(m_feed, *this, typed); }, this);
  m_feed.show(palette, goalNeeds());
  connect(&m_feed, &Feed::snapshotArrived, palette, &CommandPalette::refresh);
  openDialog(palette);
}

QList<QAction*> MainWindow::allActions() const {
  QList<QAction*> all = actions();
  if (page() != nullptr) all += page()->actions();
  return all;
}

void MainWindow::makeSettingsMenu() {
  auto* menu = new QMenu(this);
  connect(m_rail->settingsButton(), &QAbstractButton::clicked, this, [this, menu] {
    const auto* button = m_rail->settingsButton();
    menu->popup(button->mapToGlobal(QPoint(button->width() + 4, button->height() - menu->sizeHint().height())));
  });
  // Made anew each time it opens, in the language that is on then.
  const auto choice = [this](QMenu* in, const QString& text, bool on, std::function<void()> choose) {
    auto* action = in->addAction(text);
    action->setCheckable(true);
    action->setChecked(on);
    connect(action, &QAction::triggered, this, std::move(choose));
  };
  const auto fill = [this, menu, choice] {
    menu->clear();
    addHeading(menu, tr("Theme"));
    choice(menu, tr("Dark"), themeKind() == ThemeKind::Dark, [this] { setTheme(ThemeKind::Dark); });
    choice(menu, tr("Light"), themeKind() == ThemeKind::Light, [this] { setTheme(ThemeKind::Light); });
    menu->addSeparator();
    addHeading(menu, tr("Language"));
    choice(menu, QStringLiteral("English"), m_language == QLatin1String("en"),
           [this] { setLanguage(QStringLiteral("en")); });
    if (languageAvailable(QStringLiteral("zh_CN")))
      choice(menu, QStringLiteral("简体中文"), m_language == QLatin1String("zh_CN"),
             [this] { setLanguage(QStringLiteral("zh_CN")); });
    menu->addSeparator();
    addHeading(menu, tr("Refresh"));
    for (const double hertz : EventStrip::rates())
      choice(menu, hertz == 0 ? tr("Off") : tr("%1 Hz").arg(hertz), m_feed.rate() == hertz,
             [this, hertz] { setRate(hertz); });
    menu->addSeparator();
    menu->addAction(m_shortcuts);
    menu->addAction(m_quit);
  };
  connect(menu, &QMenu::aboutToShow, this, fill);
  fill();
}

void MainWindow::setTheme(ThemeKind kind) {
  if (kind != themeKind()) applyTheme(*qApp, kind);
  QSettings().setValue(QStringLiteral("theme"),
                       kind == ThemeKind::Dark ? QStringLiteral("dark") : QStringLiteral("light"));
}

void MainWindow::setLanguage(const QString& language) {
  m_language = applyLanguage(*qApp, language);
  QSettings().setValue(QStringLiteral("language"), m_language);
}

void MainWindow::restyle() {
  m_pause->setIcon(themeIcon(m_pause->isChecked() ? QStringLiteral("play") : QStringLiteral("pause")));
}

void MainWindow::retranslate() {
  for (const auto& act : m_acts) {
    act.action->setText(QCoreApplication::translate(kContext, act.text));
    const auto key = act.action->shortcut().toString(QKeySequence::NativeText);
    if (act.action != m_injectOrders && act.action != m_injectFault && act.action != m_clearFaults)
      act.action->setToolTip(QStringLiteral("%1 (%2)").arg(act.action->text(), key));
  }
  for (std::size_t i = 0; i < m_pages.size(); ++i) {
    m_rail->setTitle(static_cast<int>(i), m_pages[i]->title());
    m_pageActions[i]->setText(tr("Page: %1").arg(m_pages[i]->title()));
  }
  m_rail->settingsButton()->setText(tr("Settings"));
  m_rail->settingsButton()->setToolTip(tr("Theme, language, refresh"));
  m_rail->settingsButton()->setAccessibleName(tr("Settings"));
  m_bar->retranslate();
  m_band->retranslate();
  if (page() != nullptr) setWindowTitle(page()->title() + QStringLiteral(" – Orderdeck"));
  restyle();
  showConnection();
  if (m_feed.snapshot() != nullptr) showSnapshot();
}

void MainWindow::restore() {
  const QSettings kept;
  m_language = kept.value(QStringLiteral("language"), QStringLiteral("en")).toString();
  const QSize room = screen() ? screen()->availableSize() : QSize(1'280, 800);
  resize(QSize(1'440, 900).boundedTo(room));
  restoreGeometry(kept.value(QStringLiteral("window/geometry")).toByteArray());
  format::setZone(kept.value(QStringLiteral("window/utc"), false).toBool() ? format::Zone::Utc : format::Zone::Local);
  setRate(kept.value(QStringLiteral("window/rate"), 5.0).toDouble());
  if (!openPage(kept.value(QStringLiteral("window/page")).toString()) && !m_pages.empty())
    openPage(m_pages.front()->id());
}

void MainWindow::keep() const {
  QSettings kept;
  kept.setValue(QStringLiteral("window/geometry"), saveGeometry());
  kept.setValue(QStringLiteral("window/page"), currentPage());
  kept.setValue(QStringLiteral("window/rate"), m_feed.rate());
  kept.setValue(QStringLiteral("window/utc"), format::zone() == format::Zone::Utc);
}

}  // namespace orderdeck::ui
