// The dead letters of the page Streams on a scripted backend: the table, the body, and what redrive and discard ask and
// send.
#include <QComboBox>
#include <QPlainTextEdit>
#include <QProgressBar>

#include "tests/harness/test_registry.h"
#include "tests/ui/window_fixture.h"
#include "ui/pages/streams/dead_letter_model.h"
#include "ui/pages/streams/dead_letter_panel.h"
#include "ui/pages/streams/streams_page.h"
#include "ui/widgets/text_label.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using support::SnapshotBuilder;
using tests::listOf;
using tests::shownRow;

namespace {

std::string letterJson(const std::string& id, const std::string& topic, const std::string& more = {}) {
  return R"({"letterId":")" + id + R"(","topic":")" + topic +
         R"(","partition":3,"offset":1027,"service":"inventory","orderId":"o7","event":"PaymentProcessed","eventId":"o7-paid","why":"not JSON","attempts":5,)"
         R"("failedAt":"2026-11-21T22:41:07.000Z","recordedAt":"2026-11-21T22:41:08.000Z","bodyBytes":1000000,"truncated":false,"status":"waiting","redrives":1)" +
         more + "}";
}

}  // namespace

class DeadLettersTest : public QObject, private tests::PageParts {
  Q_OBJECT
 private slots:
  void init() {
    setUpPages();
    m_backend->answer("GET /api/dead-letters?",
                      listOf({letterJson("l2", "order-paid"), letterJson("l1", "order-created")}));
    m_backend->answer(
        "GET /api/dead-letters/l2",
        letterJson("l2", "order-paid",
                   R"(,"key":"o7","nullValue":false,"headers":[],"encoding":"hex","shownBytes":2,"preview":"7b 00")"));
    m_backend->answer(
        "POST /api/dead-letters/redrive",
        R"({"dryRun":true,"letters":2,"byTopic":{"order-created":1,"order-paid":1},"skipped":0,"rate":100,"seconds":0.02})");
    auto snapshot = SnapshotBuilder::busy().get();
    snapshot.deadLetters = {2, {{"order-created", 1}, {"order-paid", 1}}};
    m_backend->put(snapshot);
  }
  void cleanup() { takeDownPages(); }

  void lettersStandInTheirTable() {
    open<StreamsPage>();
    QTRY_COMPARE(table("Dead letters")->model()->rowCount(), 2);
    QCOMPARE(shownRow(table("Dead letters"), 0),
             QStringList({"22:41:07", "order-paid", "inventory", "o7", "not JSON", "5", "1"}));
    QCOMPARE(shownRow(table("Topics"), 2)[0], QStringLiteral("order-created"));
    QTRY_COMPARE(shownRow(table("Topics"), 2)[4], QStringLiteral("1"));
    const auto* topics = m_page->findChild<QComboBox*>();
    QCOMPARE(topics->itemText(0), QStringLiteral("All topics (2)"));
    QCOMPARE(topics->count(), 3);
  }

  void oneTopicIsAskedForAlone() {
    open<StreamsPage>();
    QTRY_COMPARE(table("Dead letters")->model()->rowCount(), 2);
    auto* topics = m_page->findChild<QComboBox*>();
    topics->setCurrentIndex(topics->findData(QStringLiteral("order-paid")));
    emit topics->activated(topics->currentIndex());
    QTRY_VERIFY(tests::any(m_backend->calls(), "GET /api/dead-letters?limit=1000&topic=order-paid&status=waiting"));
    QTest::mouseClick(button("Redrive all…"), Qt::LeftButton);
    QTRY_VERIFY(!m_backend->calls("POST /api/dead-letters/redrive").empty());
    QVERIFY(m_backend->calls("POST /api/dead-letters/redrive")[0].find(R"("topic":"order-paid")") != std::string::npos);
  }

  void theBodyOfTheSelectedOneIsShown() {
    open<StreamsPage>();
    QTRY_COMPARE(table("Dead letters")->model()->rowCount(), 2);
    auto* const body = m_page->findChild<QPlainTextEdit*>();
    QVERIFY(body->toPlainText().isEmpty());
    table("Dead letters")->selectKey(QStringLiteral("l2"));
    QTRY_COMPARE(body->toPlainText(), QStringLiteral("7b 00"));
    bool said = false;
    for (const auto* label : m_page->findChildren<TextLabel*>())
      said |= label->text().startsWith(QStringLiteral("order-paid/3@1027 · PaymentProcessed · 1.0 MB · no text"));
    QVERIFY(said);
    QVERIFY(m_page->escape());
    QTRY_VERIFY(body->toPlainText().isEmpty());
    QVERIFY(!m_page->escape());
  }

  void aRedriveSaysFirstWhatItWillDo() {
    open<StreamsPage>();
    QTRY_COMPARE(table("Dead letters")->model()->rowCount(), 2);
    QVERIFY(!button("Redrive…")->isEnabled());
    table("Dead letters")->selectAll();
    QTRY_VERIFY(button("Redrive…")->isEnabled());
    QTest::mouseClick(button("Redrive…"), Qt::LeftButton);
    QTRY_VERIFY(m_page->findChild<ConfirmDialog*>() != nullptr);
    const auto asked = m_backend->calls("POST /api/dead-letters/redrive");
    QCOMPARE(asked.size(), std::size_t{1});
    QVERIFY(asked[0].find(R"("dryRun":true)") != std::string::npos);
    bool said = false;
    for (const auto* label : m_page->findChild<ConfirmDialog*>()->findChildren<TextLabel*>())
      said |= label->text().contains(QLatin1String("order-created: 1, order-paid: 1"));
    QVERIFY(said);
    confirm();
    QTRY_COMPARE(m_backend->calls("POST /api/dead-letters/redrive").size(), std::size_t{2});
    const auto sent = m_backend->calls("POST /api/dead-letters/redrive")[1];
    QVERIFY(sent.find(R"("ids":["l2","l1"])") != std::string::npos ||
            sent.find(R"("ids":["l1","l2"])") != std::string::npos);
    QVERIFY(sent.find("dryRun") == std::string::npos);
  }

  void aRedriveThatRunsIsShownAndCanBeCancelled() {
    open<StreamsPage>();
    QTRY_COMPARE(table("Dead letters")->model()->rowCount(), 2);
    auto* const cancel = m_page->findChild<QPushButton*>(QStringLiteral("cancelRedrive"));
    QVERIFY(!cancel->isVisible());
    auto snapshot = *m_feed->snapshot();
    snapshot.redrive = api::RedriveView{.id = "redrive-1",
                                        .state = "running",
                                        .what = "all",
                                        .rate = 100,
                                        .planned = 200,
                                        .redriven = 49,
                                        .skipped = 1,
                                        .secondsElapsed = 0.5,
                                        .error = {}};
    m_backend->put(snapshot);
    QTRY_VERIFY(cancel->isVisible());
    QCOMPARE(m_page->findChild<QProgressBar*>()->value(), 250);
    QVERIFY(!button("Redrive all…")->isEnabled());
    QTest::mouseClick(cancel, Qt::LeftButton);
    QTRY_COMPARE(m_backend->calls("DELETE /api/dead-letters/redrive").size(), std::size_t{1});
    QSignalSpy noticed(m_page.get(), &Page::noticed);
    snapshot.redrive->state = "cancelled";
    m_backend->put(snapshot);
    QTRY_COMPARE(noticed.count(), 1);
    QCOMPARE(noticed[0][0].toString(),
             QStringLiteral("Redrive cancelled: 49 of 200 put back, 1 skipped; the rest keeps waiting"));
    QVERIFY(!cancel->isVisible());
  }

  void whatIsDiscardedIsAskedFirst() {
    open<StreamsPage>();
    QTRY_COMPARE(table("Dead letters")->model()->rowCount(), 2);
    table("Dead letters")->selectKey(QStringLiteral("l1"));
    QTest::mouseClick(button("Discard…"), Qt::LeftButton);
    QVERIFY(m_backend->calls("POST").empty());
    confirm();
    QTRY_COMPARE(m_backend->calls("POST /api/dead-letters/discard"),
                 (std::vector<std::string>{R"(POST /api/dead-letters/discard {"ids":["l1"]})"}));
  }

  void withoutLettersThereIsNothingToPress() {
    m_backend->answer("GET /api/dead-letters?", std::string("[]"));
    m_backend->put(SnapshotBuilder::busy().get());
    open<StreamsPage>();
    QTRY_VERIFY(!m_backend->calls("GET /api/dead-letters?").empty());
    QTRY_VERIFY(!button("Redrive all…")->isVisible());
    QVERIFY(!button("Discard…")->isVisible() && !m_page->findChild<QPlainTextEdit*>()->isVisible());
    QVERIFY(m_page->findChild<DeadLetterPanel*>()->height() < 130);
  }

  void anotherAnswerIsRefused() {
    QVERIFY(!DeadLetterModel::parse("nonsense"));
    QVERIFY(!DeadLetterModel::parse(R"([{"letterId":"x"}])"));
    QVERIFY(!parseDeadLetter("{}"));
    QVERIFY(!parseRedrivePlan("{}"));
  }
};

ORDERDECK_TEST(DeadLettersTest)
#include "dead_letters_test.moc"
