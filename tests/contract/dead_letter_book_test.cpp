// ports::DeadLetterBook's contract, the same on SQLite and on PostgreSQL.
#include <QtTest>

#include "adapters/sql/sql_dead_letter_book.h"
#include "adapters/sql/sql_ledger.h"
#include "adapters/sql/sql_ledger_audit.h"
#include "tests/contract/ledger_databases.h"
#include "tests/contract/ledger_stories.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::tests;
using adapters::sql::LedgerConfig;
using adapters::sql::SqlDeadLetterBook;
using adapters::sql::SqlLedger;
using ports::DeadLetter;
using ports::DeadLetterQuery;

namespace {

DeadLetter letterOf(const std::string& id, int recordedAt, const std::string& topic = "order-paid") {
  DeadLetter letter;
  letter.letterId = id;
  letter.topic = topic;
  letter.partition = 3;
  letter.offset = 5'000'000'000;
  letter.service = "inventory";
  letter.orderId = "order-" + id;
  letter.event = "PaymentProcessed";
  letter.eventId = id + "-paid";
  letter.why = "not JSON";
  letter.attempts = 5;
  letter.failedAt = core::fromEpochMillis(1'000);
  letter.recordedAt = core::fromEpochMillis(recordedAt);
  letter.key = "order-" + id;
  letter.body = "body of " + id;
  letter.bodyBytes = static_cast<std::int64_t>(letter.body.size());
  letter.status = "waiting";
  return letter;
}

core::Result<void> record(SqlDeadLetterBook& book, std::vector<DeadLetter> letters) { return book.record(letters); }

Ids idsOf(const core::Result<std::vector<DeadLetter>>& letters) {
  Ids ids;
  for (const DeadLetter& letter : letters.value()) ids.push_back(letter.letterId);
  return ids;
}

}  // namespace

class DeadLetterBookTest : public QObject {
  Q_OBJECT

 private:
  Databases m_databases;

 private slots:
  void aLetterIsThereWhole_data() { Databases::drivers(); }
  void aLetterIsThereWhole() {
    QFETCH(QString, driver);
    SqlDeadLetterBook book(m_databases.fresh(driver));
    DeadLetter letter = letterOf("a", 2'000);
    letter.key = std::string("\0k\xff", 3);
    letter.body = std::string("{\0\xfe\xff '\\", 7);
    letter.why = std::string("at \0 \xff", 6);
    letter.truncated = true;
    letter.bodyBytes = 9'999'999'999;
    letter.headers = {
        {"trace", "abc"}, {"", std::string("\0\xff", 2)}, {"empty", ""}, {"null", {}}, {"trace", "twice"}};
    letter.nullValue = true;
    QVERIFY(record(book, {letter}));
    const auto found = book.find("a").value();
    QVERIFY(found);
    QCOMPARE(found->key, letter.key);
    QVERIFY(found->headers == letter.headers);
    QVERIFY(found->nullValue && !found->nullKey);
    QCOMPARE(found->body, letter.body);
    QCOMPARE(found->why, std::string("at  \xef\xbf\xbd"));  // what is no text is replaced
    QCOMPARE(found->topic, letter.topic);
    QCOMPARE(found->partition, 3);
    QCOMPARE(found->offset, letter.offset);
    QCOMPARE(found->service, letter.service);
    QCOMPARE(found->orderId, letter.orderId);
    QCOMPARE(found->event, letter.event);
    QCOMPARE(found->eventId, letter.eventId);
    QCOMPARE(found->attempts, 5);
    QVERIFY(found->failedAt == letter.failedAt && found->recordedAt == letter.recordedAt);
    QCOMPARE(found->bodyBytes, letter.bodyBytes);
    QVERIFY(found->truncated && !found->redrivenAt);
    QCOMPARE(found->status, std::string("waiting"));
    QVERIFY(!book.find("b").value());
    QVERIFY(book.list({}).value()[0].body.empty());
  }

  void aLetterThatComesTwiceIsOne_data() { Databases::drivers(); }
  void aLetterThatComesTwiceIsOne() {
    QFETCH(QString, driver);
    const LedgerConfig config = m_databases.fresh(driver);
    SqlDeadLetterBook book(config);
    QVERIFY(record(book, {letterOf("a", 1), letterOf("b", 2)}));
    QCOMPARE(book.mark(Ids{"a"}, "redriven", core::now()).value(), 1);
    QVERIFY(record(book, {letterOf("a", 3), letterOf("b", 3), letterOf("c", 3)}));
    QCOMPARE(RawDatabase(config).count("dead_letters"), 3);
    QCOMPARE(book.find("a").value()->status, std::string("redriven"));
  }

  void whatFailsAgainWaitsAgainAndCountsOn_data() { Databases::drivers(); }
  void whatFailsAgainWaitsAgainAndCountsOn() {
    QFETCH(QString, driver);
    SqlDeadLetterBook book(m_databases.fresh(driver));
    DeadLetter letter = letterOf("first", 1);
    QVERIFY(record(book, {letter}));
    QCOMPARE(book.mark(Ids{"first"}, "redriven", core::fromEpochMillis(7)).value(), 1);
    QCOMPARE(book.find("first").value()->redrives, 1);
    QCOMPARE(book.find("first").value()->redrivenAt->time_since_epoch().count(), 7);
    letter.letterId = "second";  // another place, the same message
    letter.offset = 6;
    QVERIFY(record(book, {letter, letterOf("other", 1)}));
    QCOMPARE(book.find("second").value()->redrives, 1);
    QCOMPARE(book.find("second").value()->status, std::string("waiting"));
    QCOMPARE(book.find("other").value()->redrives, 0);
    QCOMPARE(book.mark(Ids{"second"}, "redriven", core::now()).value(), 1);
    QCOMPARE(book.find("second").value()->redrives, 2);
  }

  void aRedriveIsForEveryServiceThatFailed_data() { Databases::drivers(); }
  void aRedriveIsForEveryServiceThatFailed() {
    QFETCH(QString, driver);
    SqlDeadLetterBook book(m_databases.fresh(driver));
    DeadLetter letter = letterOf("inventory", 1);
    DeadLetter again = letter, other = letter;
    again.letterId = again.service = "ledger";
    other.letterId = "other", other.key = "another key";
    QVERIFY(record(book, {letter, again, other}));
    QCOMPARE(book.mark(Ids{"inventory"}, "redriven", core::now()).value(), 2);
    QCOMPARE(book.find("ledger").value()->status, std::string("redriven"));
    QCOMPARE(book.find("ledger").value()->redrives, 1);
    QCOMPARE(book.find("other").value()->status, std::string("waiting"));
    again.letterId = "ledger-again";
    again.offset = 9;
    letter.letterId = letter.service = "points";  // which took it the first time, and fails now
    QVERIFY(record(book, {again, letter}));
    QCOMPARE(book.find("ledger-again").value()->redrives, 1);
    QCOMPARE(book.find("points").value()->redrives, 0);
    QCOMPARE(book.mark(Ids{"points"}, "discarded", core::now()).value(), 1);  // each for itself
    QCOMPARE(book.find("ledger-again").value()->status, std::string("waiting"));
  }

  void whatFailsAgainWhileItIsRedrivenWaits_data() { Databases::drivers(); }
  void whatFailsAgainWhileItIsRedrivenWaits() {
    QFETCH(QString, driver);
    SqlDeadLetterBook book(m_databases.fresh(driver));
    DeadLetter letter = letterOf("first", 1);
    const auto redriven = letter.recordedAt + core::Millis{10};
    DeadLetter again = letter;
    again.letterId = "second", again.offset = 6, again.recordedAt = redriven;
    QVERIFY(record(book, {letter, again}));
    QCOMPARE(book.mark(Ids{"first"}, "redriven", redriven).value(), 1);
    QCOMPARE(book.find("second").value()->status, std::string("waiting"));
  }

  void theListIsFilteredAndPaged_data() { Databases::drivers(); }
  void theListIsFilteredAndPaged() {
    QFETCH(QString, driver);
    SqlDeadLetterBook book(m_databases.fresh(driver));
    QVERIFY(book.list({}).value().empty());
    std::vector<DeadLetter> letters = {letterOf("a", 1), letterOf("b", 2), letterOf("c", 2),
                                       letterOf("d", 3, "order-created")};
    letters[1].service = "ledger";
    letters[2].why = "100% Unusual_case";
    letters[3].truncated = true;
    QVERIFY(record(book, letters));
    QCOMPARE(idsOf(book.list({})), (Ids{"d", "c", "b", "a"}));
    QCOMPARE(idsOf(book.list({.topic = "order-paid", .limit = 2})), (Ids{"c", "b"}));
    QCOMPARE(idsOf(book.list({.topic = "order-paid", .before = "b", .limit = 2})), (Ids{"a"}));
    QCOMPARE(idsOf(book.list({.before = "never-was"})), Ids{});
    QCOMPARE(idsOf(book.list({.service = "ledger"})), Ids{"b"});
    QCOMPARE(idsOf(book.list({.truncated = true})), Ids{"d"});
    QCOMPARE(idsOf(book.list({.truncated = false})), (Ids{"c", "b", "a"}));
    QCOMPARE(idsOf(book.list({.orderId = "order-c"})), Ids{"c"});
    QCOMPARE(idsOf(book.list({.text = "0% unusual_"})), Ids{"c"});
    QCOMPARE(idsOf(book.list({.text = "00_ unusual"})), Ids{});
    QCOMPARE(idsOf(book.list({.text = "' OR 1=1 --"})), Ids{});
    QCOMPARE(book.ids({.topic = "order-paid"}).value(), (Ids{"a", "b", "c"}));
    QCOMPARE(book.mark(Ids{"a", "never-was"}, "discarded", core::now()).value(), 1);
    QCOMPARE(book.mark(Ids{"a"}, "redriven", core::now()).value(), 0);  // no longer waiting
    QCOMPARE(idsOf(book.list({.status = "discarded"})), Ids{"a"});
    QCOMPARE(book.find("a").value()->redrives, 0);
    using Counts = std::map<std::string, std::int64_t>;
    QCOMPARE(book.counts({.status = "waiting"}).value(), (Counts{{"order-created", 1}, {"order-paid", 2}}));
  }

  void manyAreMarkedAtOnce_data() { Databases::drivers(); }
  void manyAreMarkedAtOnce() {
    QFETCH(QString, driver);
    SqlDeadLetterBook book(m_databases.fresh(driver));
    std::vector<DeadLetter> letters;
    Ids ids;
    for (int i = 0; i < 1'200; ++i) letters.push_back(letterOf(ids.emplace_back("l" + std::to_string(i)), i));
    QVERIFY(record(book, letters));
    QCOMPARE(book.mark(ids, "redriven", core::now()).value(), 1'200);
    QVERIFY(book.counts({.status = "waiting"}).value().empty());
  }

  void ordersThatStandStillAreNamed_data() { Databases::drivers(); }
  void ordersThatStandStillAreNamed() {
    QFETCH(QString, driver);
    const LedgerConfig config = m_databases.fresh(driver);
    SqlLedger ledger(config);
    append(ledger, completedOrder("01JA"));
    auto half = completedOrder("01JB");
    half.resize(2);
    append(ledger, half);
    SqlDeadLetterBook book(config);
    std::vector<DeadLetter> letters = {letterOf("a", 1), letterOf("b", 1), letterOf("c", 1), letterOf("d", 1)};
    letters[0].orderId = "01JA";
    letters[1].orderId = letters[2].orderId = "01JB";
    letters[3].orderId = "nobody's";
    QVERIFY(record(book, letters));
    QCOMPARE(book.openOrders().value(), Ids{"01JB"});
    QVERIFY(book.waitingOrders().has_value());
    const Ids waiting = *book.waitingOrders();
    QVERIFY(std::ranges::find(waiting, "nobody's") != waiting.end() && waiting.size() > 1);
    QVERIFY(book.mark(Ids{"b"}, "redriven", core::now()));
    QCOMPARE(book.openOrders().value(), Ids{"01JB"});
    QVERIFY(book.mark(Ids{"c"}, "discarded", core::now()));
    QCOMPARE(book.openOrders().value(), Ids{});
  }

  void whoOnlyReadsSeesItAll_data() { Databases::drivers(); }
  void whoOnlyReadsSeesItAll() {
    QFETCH(QString, driver);
    LedgerConfig config = m_databases.fresh(driver);
    config.readOnly = true;
    SqlDeadLetterBook reader(config);
    const auto early = reader.list({});
    QVERIFY(!early && early.error().retryable);  // no tables yet
    config.readOnly = false;
    SqlDeadLetterBook writer(config);
    QVERIFY(record(writer, {letterOf("a", 1)}));
    QCOMPARE(idsOf(reader.list({})), Ids{"a"});
    QVERIFY(!reader.mark(Ids{"a"}, "discarded", core::now()));
    QCOMPARE(reader.find("a").value()->status, std::string("waiting"));
  }

  void whatFailsAgainAfterARedriveUnderItsIdWaitsAgain_data() { Databases::drivers(); }
  void whatFailsAgainAfterARedriveUnderItsIdWaitsAgain() {
    QFETCH(QString, driver);
    SqlDeadLetterBook book(m_databases.fresh(driver));
    DeadLetter letter = letterOf("a", 1);
    QVERIFY(record(book, {letter}));
    QCOMPARE(book.mark(Ids{"a"}, "redriven", letter.failedAt + core::Millis{10}).value(), 1);
    QVERIFY(record(book, {letter}));  // the same failure, told again
    QCOMPARE(book.find("a").value()->status, std::string("redriven"));
    letter.failedAt += core::Millis{20};
    letter.why = "anew";
    QVERIFY(record(book, {letter}));
    QCOMPARE(book.find("a").value()->status, std::string("waiting"));
    QCOMPARE(book.find("a").value()->why, letter.why);
    QCOMPARE(book.find("a").value()->redrives, 1);
  }

  void messagesDifferByTheirHeadersToo_data() { Databases::drivers(); }
  void messagesDifferByTheirHeadersToo() {
    QFETCH(QString, driver);
    SqlDeadLetterBook book(m_databases.fresh(driver));
    DeadLetter first = letterOf("first", 1), second = first, repeat = first;
    second.letterId = "second", second.headers = {{"trace", "abc"}};
    repeat.letterId = "repeat", repeat.headers = {{"event", "PaymentProcessed"}, {"redriveOf", "x"}};
    QVERIFY(record(book, {first, second, repeat}));
    QCOMPARE(book.mark(Ids{"first"}, "redriven", core::now()).value(), 2);
    QCOMPARE(book.find("second").value()->status, std::string("waiting"));
  }

  void anOrderWhoseMailIsADeadLetterIsWhole_data() { Databases::drivers(); }
  void anOrderWhoseMailIsADeadLetterIsWhole() {
    QFETCH(QString, driver);
    const LedgerConfig config = m_databases.fresh(driver);
    SqlLedger ledger(config);
    auto story = completedOrder("01JA");
    std::erase_if(story, [](const domain::Event& event) { return event.kind == domain::EventKind::NotificationSent; });
    QCOMPARE(append(ledger, story), Ids{});
    SqlDeadLetterBook book(config);
    DeadLetter letter = letterOf("a", 1);
    letter.orderId = "01JA";
    QVERIFY(record(book, {letter}));
    QCOMPARE(append(ledger, story), Ids{});  // another service's letter says nothing of the mail
    letter.letterId = "b", letter.service = "notification",
    letter.body = R"({"event":"OrderTeleported","orderId":"01JA"})";
    QVERIFY(record(book, {letter}));
    QCOMPARE(append(ledger, story), Ids{});  // nor does what is no event
    const auto update = std::ranges::find(story, domain::EventKind::InventoryUpdated, &domain::Event::kind);
    letter.letterId = "c", letter.body = domain::encodeEvent(*update);
    QVERIFY(record(book, {letter}));
    QCOMPARE(append(ledger, story), Ids{"01JA"});
    QCOMPARE(adapters::sql::SqlLedgerAudit(config).illegalHistories(10).value(), Ids{});
  }

  void aLedgerOfBeforeGetsTheColumns_data() { Databases::drivers(); }
  void aLedgerOfBeforeGetsTheColumns() {
    QFETCH(QString, driver);
    const LedgerConfig config = m_databases.fresh(driver);
    QVERIFY(SqlLedger(config).find("01JA"));
    for (const char* column : {"message_headers", "null_key", "null_value"})
      RawDatabase(config).execute(QString("ALTER TABLE dead_letters DROP COLUMN %1").arg(column));
    RawDatabase(config).execute(
        "INSERT INTO dead_letters (letter_id, topic, partition, \"offset\", service, order_id, event, event_id, why, "
        "attempts, failed_at, recorded_at, "
        "message_key, body_bytes, truncated, status, redrives, fingerprint, body) "
        "VALUES ('old', 'order-paid', 0, 0, 's', 'o', '', '', 'w', 1, 1, 1, '', 0, 0, 'waiting', 0, 'f', '')");
    SqlDeadLetterBook book(config);
    QVERIFY(record(book, {letterOf("a", 1)}));
    const auto old = book.find("old").value();
    QVERIFY(old && old->headers.empty() && !old->nullKey && !old->nullValue);
  }

  void aLedgerOfBeforeGetsTheTable() {
    const LedgerConfig config = m_databases.fresh("sqlite");
    QVERIFY(SqlLedger(config).find("01JA"));
    RawDatabase(config).execute("DROP TABLE dead_letters");
    SqlDeadLetterBook book(config);
    QVERIFY(record(book, {letterOf("a", 1)}));
  }
};

ORDERDECK_TEST(DeadLetterBookTest)
#include "dead_letter_book_test.moc"
