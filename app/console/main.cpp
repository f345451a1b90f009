// orderdeck: the console. Wires the feed, the window and the dialogs; starts the backend when none runs.
#include <QApplication>
#include <QSettings>
#include <QSocketNotifier>
#include <QTimer>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "api/control_client.h"
#include "api/profile/data_dir.h"
#include "api/profile/folder_check.h"
#include "core/private_file.h"
#include "core/signals.h"
#include "core/standard_files.h"
#include "display.h"
#include "end_signals.h"
#include "options.h"
#include "ui/feed/control_link.h"
#include "ui/feed/feed.h"
#include "ui/frame/dialogs.h"
#include "ui/frame/main_window.h"
#include "ui/pages/all_pages.h"
#include "ui/theme/language.h"
#include "ui/theme/theme.h"

namespace {

using namespace orderdeck;

/// The folder of the daemon's data, made if it is absent: its first output goes there. Nothing is written into another.
core::Result<void> prepareFolder(const std::string& dataDir) {
  if (auto fit = api::checkDataFolder(dataDir); !fit) return fit;
  return core::makePrivateDir(dataDir);
}

/// What --token-file holds; empty: it was not given.
std::string tokenOf(const console::Options& options) {
  if (options.tokenFile.empty()) return {};
  auto token = api::readTokenFile(options.tokenFile);
  if (token) return *std::move(token);
  std::fprintf(stderr, "orderdeck: %s\n", token.error().what.c_str());
  std::exit(2);
}

ui::Feed::Options feedOptions(const console::Options& options) {
  const std::string token = tokenOf(options);
  if (!options.connect.empty()) return {ui::linkToAddress(options.connect, token.empty() ? options.token : token), {}};
  const auto profile = api::resolveProfile(options.profile, options.dataDir);
  if (!profile) {
    std::fprintf(stderr, "orderdeck: %s\n", profile.error().what.c_str());
    std::exit(2);
  }
  return {
      ui::linkToDataDir(profile->dataDir, token),
      ui::BackendProcess::Command{
          .program = QCoreApplication::applicationDirPath() + QStringLiteral("/orderdeckd"),
          .arguments = {QStringLiteral("serve"), QStringLiteral("--profile"), QString::fromStdString(options.profile),
                        QStringLiteral("--data-dir"), QString::fromStdString(profile->dataDir)},
          .logFile = QString::fromStdString(profile->dataDir + "/console-backend.log"),
          .prepare = [folder = profile->dataDir] { return prepareFolder(folder); }}};
}

// Real figures only: the countdown to the picture begins with the first snapshot.
void takeScreenshot(ui::Feed& feed, ui::MainWindow& window, const console::Options& options) {
  constexpr int kFirstFigures = 60'000;
  auto* giveUp = new QTimer(&window);
  giveUp->setSingleShot(true);
  QObject::connect(giveUp, &QTimer::timeout, &window, [&feed] {
    std::fprintf(stderr, "orderdeck: no figures came within 60 s: %s\n", qPrintable(feed.detail()));
    QCoreApplication::exit(3);
  });
  giveUp->start(kFirstFigures);
  QObject::connect(&feed, &ui::Feed::snapshotArrived, giveUp, [giveUp, &window, options] {
    if (!giveUp->isActive()) return;
    giveUp->stop();
    QTimer::singleShot(static_cast<int>(options.after * 1000), &window, [&window, file = options.screenshot] {
      const bool saved = window.grab().save(QString::fromStdString(file), "PNG");
      if (!saved) std::fprintf(stderr, "orderdeck: %s could not be written\n", file.c_str());
      QCoreApplication::exit(saved ? 0 : 1);
    });
  });
}

// As if the window had been closed, but nobody is there to be asked: a backend that the console started ends with it,
// unless it is to be kept.
void closeAtSignal(QSocketNotifier& came, ui::MainWindow& window) {
  QObject::connect(&came, &QSocketNotifier::activated, &window, [&came, &window] {
    if (!console::takeEndSignal(static_cast<int>(came.socket()))) return;
    window.closeUnasked();
    QCoreApplication::exit(0);
  });
}

}  // namespace

int main(int argc, char** argv) {
  core::openStandardFiles();
  core::waitForOwnChildren();
  const auto options = console::parseOptions(argc, argv);
  const int endSignals = console::blockEndSignals();
  console::needDisplay();
  std::optional<console::NeededDisplay> needed(std::in_place);
  QApplication app(argc, argv);
  needed.reset();
  QApplication::setOrganizationName(QStringLiteral("orderdeck"));
  QApplication::setApplicationName(QStringLiteral("console"));
  QApplication::setApplicationDisplayName(QStringLiteral("Orderdeck"));

  const QSettings kept;
  const auto theme = options.theme.empty() ? kept.value(QStringLiteral("theme"), QStringLiteral("dark")).toString()
                                           : QString::fromStdString(options.theme);
  ui::applyTheme(app, theme == QLatin1String("light") ? ui::ThemeKind::Light : ui::ThemeKind::Dark);
  const auto language = options.language.empty() ? kept.value(QStringLiteral("language")).toString()
                                                 : QString::fromStdString(options.language);
  const auto spoken = ui::applyLanguage(app, language);

  ui::Feed feed(feedOptions(options));
  ui::MainWindow window(feed, ui::makePages(feed));
  ui::connectDialogs(window, feed);
  window.setLanguage(spoken);
  if (options.keepBackend) window.keepBackendAtExit();
  if (options.width > 0) window.resize(options.width, options.height);
  if (!options.page.empty() && !window.openPage(QString::fromStdString(options.page))) {
    std::fprintf(stderr, "orderdeck: there is no page named %s, but %s\n", options.page.c_str(),
                 qPrintable(window.pageIds().join(QStringLiteral(", "))));
    return 2;
  }
  if (!options.screenshot.empty()) takeScreenshot(feed, window, options);
  QSocketNotifier endSignalCame(endSignals, QSocketNotifier::Read);
  closeAtSignal(endSignalCame, window);
  window.show();
  feed.start();
  const int status = QApplication::exec();
  window.hide();
  feed.stop();
  return status;
}
