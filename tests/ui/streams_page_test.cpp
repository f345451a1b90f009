// The page Streams on a scripted backend: groups, topics, and the partitions of a group with who reads them.
#include "ui/pages/streams/streams_page.h"
#include "tests/harness/test_registry.h"
#include "tests/ui/window_fixture.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using support::SnapshotBuilder;
using tests::shownRow;

class StreamsPageTest : public QObject, private tests::PageParts {
  Q_OBJECT
 private slots:
  void init() { setUpPages(); }
  void cleanup() { takeDownPages(); }

  void streamsShowGroupsTopicsAndPartitions() {
    auto snapshot = SnapshotBuilder::busy().get();
    snapshot.nodes[4].partitions = {"order-created/0"};
    m_backend->put(snapshot);
    open<StreamsPage>();
    QTRY_COMPARE(table("Consumer groups")->model()->rowCount(), 7);
    QCOMPARE(shownRow(table("Consumer groups"), 0),
             QStringList({"payment", "2,544", "1.8 s", "9,842", "9,311", "growing", "falling behind"}));
    QCOMPARE(table("Topics")->model()->rowCount(), 7);
    m_page->open(subject::Group{QStringLiteral("inventory")});
    QTRY_COMPARE(table("Partitions of the selected group")->model()->rowCount(), 12);
    QCOMPARE(shownRow(table("Partitions of the selected group"), 0),
             QStringList({"order-paid", "0", "99,990", "100,000", "10", "—"}));
    m_page->open(subject::Group{QStringLiteral("payment")});
    QTRY_COMPARE(table("Partitions of the selected group")->model()->rowCount(), 24);
    QCOMPARE(shownRow(table("Partitions of the selected group"), 0).last(), QStringLiteral("payment-1"));
  }

  void anOptionalGroupIsMarked() {
    auto snapshot = SnapshotBuilder::busy().get();
    snapshot.groups[3].required = false;
    m_backend->put(snapshot);
    open<StreamsPage>();
    QTRY_COMPARE(table("Consumer groups")->model()->rowCount(), 7);
    QCOMPARE(shownRow(table("Consumer groups"), 3).first(), QStringLiteral("points · optional"));
    QCOMPARE(shownRow(table("Consumer groups"), 2).first(), QStringLiteral("inventory"));
    m_page->open(subject::Group{QStringLiteral("points")});
    QTRY_COMPARE(table("Partitions of the selected group")->model()->rowCount(), 12);
  }
};

ORDERDECK_TEST(StreamsPageTest)
#include "streams_page_test.moc"
