// The console's window: rail, bar, fault band, the pages, the strip; acts and shortcuts; what is kept between runs. GUI
// thread. It hands each snapshot to the frame and to the open page only.
#pragma once

#include <QMainWindow>
#include <optional>
#include <vector>

#include "ui/feed/feed.h"
#include "ui/pages/subject.h"
#include "ui/theme/theme.h"

class QDialog;
class QStackedWidget;

namespace orderdeck::ui {

class EventStrip;
class FaultBand;
class InlineMessage;
class NavRail;
class Page;
class TopBar;

class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  /// Takes the pages; `feed` outlives the window.
  MainWindow(Feed& feed, std::vector<Page*> pages, QWidget* parent = nullptr);
  ~MainWindow() override;

  /// "orders", and what it shall show there; false when there is no such page.
  bool openPage(const QString& id, const std::optional<Subject>& subject = {});
  QString currentPage() const;
  QStringList pageIds() const;

  void setTheme(ThemeKind kind);
  void setLanguage(const QString& language);  // "en", "zh_CN"
  /// At the end a backend that the console started: ask what to do with it (the default), or leave it running.
  void keepBackendAtExit();
  /// Closes; a backend that this console started is stopped, unless it is to be kept.
  void closeUnasked();
  /// Ends one armed fault, or with an empty id all of them.
  void clearFaults(const std::string& id = {});

 signals:
  void injectOrdersRequested();
  void injectFaultRequested(const QString& kind);  // empty: whichever stands there

 protected:
  void closeEvent(QCloseEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void makeActions();
  QAction* addAct(const char* text, const QList<QKeySequence>& keys, std::function<void()> act);
  void makeFrame();
  void makeSettingsMenu();
  void showSnapshot();
  void showConnection();
  void showStore(const api::Snapshot& snapshot);
  void showSources(const api::Snapshot& snapshot);
  void showActs();
  void showNotices();
  void showVeil();
  void setRate(double hertz);
  void toggleZone();
  void refresh();
  void escape();
  void askAtExit();
  void openDialog(QDialog* dialog);
  void openPalette();
  void stopLoad();
  void retranslate();
  void restyle();
  void restore();
  void keep() const;
  QList<QAction*> allActions() const;
  Page* page() const;

  Feed& m_feed;
  std::vector<Page*> m_pages;
  struct Act {
    QAction* action;
    const char* text;
  };
  std::vector<Act> m_acts;
  std::vector<QAction*> m_pageActions;
  QAction* m_injectOrders = nullptr;
  QAction* m_injectFault = nullptr;
  QAction* m_clearFaults = nullptr;
  QAction* m_pause = nullptr;
  QAction* m_shortcuts = nullptr;
  QAction* m_quit = nullptr;
  NavRail* m_rail = nullptr;
  TopBar* m_bar = nullptr;
  FaultBand* m_band = nullptr;
  InlineMessage* m_banner = nullptr;
  InlineMessage* m_silent = nullptr;  // sources that are not read now
  InlineMessage* m_closed = nullptr;  // the store takes nothing, or the ledger cannot be used
  QWidget* m_notices = nullptr;
  QStackedWidget* m_stack = nullptr;
  QWidget* m_veil = nullptr;  // over the page, until what it shows has come
  EventStrip* m_strip = nullptr;
  QString m_language = QStringLiteral("en");
  core::Timestamp m_goneSince;
  bool m_askAtExit = true;
  bool m_closing = false;
};

}  // namespace orderdeck::ui
