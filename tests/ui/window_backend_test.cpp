// The window and its backend: what it says when it goes, and what becomes at the end of one that it started.
#include <csignal>

#include <QMessageBox>

#include "tests/harness/test_registry.h"
#include "tests/ui/main_window_world.h"
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
    QVERIFY2(banner->text().contains(QStringLiteral("last figures")), qPrintable(banner->text()));
    QVERIFY(!m_window->findChild<QPushButton*>(QStringLiteral("injectOrders"))->isEnabled());
    m_backend->setUp(true);
    QTRY_VERIFY_WITH_TIMEOUT(!banner->isVisible(), 5000);
    QVERIFY(m_window->findChild<QPushButton*>(QStringLiteral("injectOrders"))->isEnabled());
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
    QCOMPARE(box->defaultButton()->text(), QStringLiteral("Stop the backend"));
    QTest::keyClick(box, Qt::Key_Escape);
    QVERIFY(m_window->isVisible());
    QTRY_VERIFY(m_window->findChild<QMessageBox*>() == nullptr);
    m_window->close();
    QTest::mouseClick(m_window->findChild<QMessageBox*>()->defaultButton(), Qt::LeftButton);
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
