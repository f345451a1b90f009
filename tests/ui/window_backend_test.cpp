// The window and its backend: what it says when it goes, and what becomes at the end of one that it started.
#include <csignal>

#include <QMessageBox>

#include "tests/harness/test_registry.h"
#include "tests/ui/main_window_world.h"
#include "ui/frame/top_bar.h"
#include "ui/pages/all_pages.h"
#include "ui/widgets/message.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using support::SnapshotBuilder;
using tests::CountingPage;

class WindowBackendTest : public QObject, private tests::WindowParts {
  Q_OBJECT
 private slots:
  void init() { setUp(SnapshotBuilder::busy().get()); }
  void cleanup() { takeDownWindow(); }

  void saysWhenTheBackendIsGoneAndComesBack() {
    open({new CountingPage(*m_feed)});
    auto* banner = m_window->findChild<InlineMessage*>();
    QTRY_VERIFY(m_feed->snapshot() != nullptr && !banner->isVisible());
    m_backend->setUp(false);
    QTRY_VERIFY(banner->isVisible());
    QVERIFY2(banner->text().contains(QStringLiteral("last figures, 0 s old")), qPrintable(banner->text()));
    QCOMPARE(m_window->findChildren<FigureBox*>().first()->value(), QStringLiteral("—"));  // at once
    QCOMPARE(m_window->findChildren<Chip*>().first()->value(), QStringLiteral("UNKNOWN"));
    QTRY_VERIFY(banner->text().contains(QStringLiteral("last figures, 1 s old")));
    QVERIFY(!m_window->findChild<QPushButton*>(QStringLiteral("injectOrders"))->isEnabled());
    m_backend->setUp(true);
    QTRY_VERIFY_WITH_TIMEOUT(!banner->isVisible(), 5000);
    QVERIFY(m_window->findChild<QPushButton*>(QStringLiteral("injectOrders"))->isEnabled());
  }

  void aBackendThatHangsIsStaleAfterTwoSecondsAndIsAskedForNothing() {
    open({new CountingPage(*m_feed)});
    QTRY_VERIFY(m_feed->snapshot() != nullptr && m_feed->state() == Feed::State::Live);
    auto* inject = m_window->findChild<QPushButton*>(QStringLiteral("injectOrders"));
    QVERIFY(inject->isEnabled());
    m_backend->hang(true);
    QTRY_VERIFY_WITH_TIMEOUT(!m_feed->snapshot()->figures.acceptedPerSecond, 5000);
    QCOMPARE(m_feed->state(), Feed::State::Live);  // nobody has said yet that it is gone
    QVERIFY(*m_feed->age() > 2'000);
    auto* silent = m_window->findChild<InlineMessage*>(QStringLiteral("silentSources"));
    QTRY_VERIFY(silent->isVisible());
    QVERIFY2(silent->text().contains(QStringLiteral("The daemon: 2 s old")), qPrintable(silent->text()));
    QTRY_VERIFY(!inject->isEnabled());
    QCOMPARE(inject->toolTip(), QStringLiteral("No backend answers now"));
    // What a shortcut still asks for is refused, and not sent when it answers again.
    QString refused;
    m_feed->send(api::clearFaults(), this, [&](const auto& answer) {
      refused = answer ? QStringLiteral("done") : QString::fromStdString(answer.error().what);
    });
    QTRY_COMPARE(refused, QStringLiteral("No backend answers now"));
    m_backend->hang(false);
    QTRY_VERIFY_WITH_TIMEOUT(inject->isEnabled(), 5000);
    QVERIFY(m_feed->snapshot()->figures.acceptedPerSecond.has_value());
    QVERIFY(m_backend->calls("DELETE /api/faults").empty());
  }

  // Every act of the window, wherever it stands.
  void noActIsOfferedWhileNoBackendAnswers() {
    open(makePages(*m_feed));
    QTRY_VERIFY(m_feed->snapshot() != nullptr);
    m_backend->setUp(false);
    QTRY_COMPARE(m_feed->state(), Feed::State::Gone);
    const QStringList acts = {"Kill",          "Pause",          "Resume",        "Restart",
                              "Breakers",      "Restock…",       "Redrive…",      "Discard…",
                              "Redrive all…",  "Cancel order…",  "Audit now",     "Inject fault",
                              "Inject orders", "Inject orders…", "Inject fault…", "Clear all faults"};
    QSet<QString> seen;
    const auto check = [&](const auto* act) {
      if (!acts.contains(act->text())) return;
      seen.insert(act->text());
      QVERIFY2(!act->isEnabled(), qPrintable(act->text()));
      QVERIFY2(act->toolTip().contains(QStringLiteral("No backend answers now")),
               qPrintable(act->text() + QStringLiteral(": ") + act->toolTip()));
    };
    for (const auto* button : m_window->findChildren<QPushButton*>()) check(button);
    for (const auto* action : m_window->findChildren<QAction*>()) check(action);
    QCOMPARE(seen.size(), acts.size());
  }

  void asksWhatToDoWithItsBackend() {
    QTemporaryDir folder;
    m_backend->setUp(false);
    m_feed = std::make_unique<Feed>(
        Feed::Options{m_backend->factory(),
                      BackendProcess::Command{
                          QStringLiteral("/bin/sh"),
                          {QStringLiteral("-c"), QStringLiteral("trap 'exit 0' TERM; while :; do sleep 0.05; done")},
                          folder.filePath(QStringLiteral("log"))}});
    open({new CountingPage(*m_feed)});
    QTRY_VERIFY(m_feed->ownsBackend());
    m_backend->setUp(true);
    m_window->close();
    QVERIFY(m_window->isVisible());  // it asks first
    auto* box = m_window->findChild<QMessageBox*>();
    QVERIFY(box != nullptr);
    QCOMPARE(box->defaultButton()->text(), QStringLiteral("Cancel"));
    QTest::keyClick(box, Qt::Key_Escape);
    QVERIFY(m_window->isVisible());
    QTRY_VERIFY(m_window->findChild<QMessageBox*>() == nullptr);
    m_window->close();
    QTest::mouseClick(buttonIn(m_window->findChild<QMessageBox*>(), "Stop the backend"), Qt::LeftButton);
    QTRY_VERIFY(!m_window->isVisible());
  }

  // However it ends: one that takes a picture closes no window.
  void keepsItsBackendIfItIsToldTo() {
    QTemporaryDir folder;
    const QString mark = folder.filePath(QStringLiteral("stopped"));
    const QString script =
        QStringLiteral("echo $$ > '%1.pid'; trap \"touch '%1'; exit 0\" TERM; while :; do sleep 0.05; done").arg(mark);
    m_backend->setUp(false);
    m_feed = std::make_unique<Feed>(Feed::Options{
        m_backend->factory(),
        BackendProcess::Command{
            QStringLiteral("/bin/sh"), {QStringLiteral("-c"), script}, folder.filePath(QStringLiteral("log"))}});
    open({new CountingPage(*m_feed)});
    m_window->keepBackendAtExit();
    QTRY_VERIFY(m_feed->ownsBackend());
    QFile pidFile(mark + QStringLiteral(".pid"));
    QTRY_VERIFY(pidFile.exists() && pidFile.size() > 0);
    QVERIFY(pidFile.open(QIODevice::ReadOnly));
    const auto pid = static_cast<pid_t>(pidFile.readAll().trimmed().toInt());
    m_feed->stop();
    QVERIFY(!QFile::exists(mark));
    QCOMPARE(::kill(pid, 0), 0);
    QCOMPARE(::kill(pid, SIGTERM), 0);
    QTRY_VERIFY(QFile::exists(mark));
  }
};

ORDERDECK_TEST(WindowBackendTest)
#include "window_backend_test.moc"
