// The histories of the charts: bounded, continued from a cursor, and of one daemon only.
#include <QtTest>

#include "api/ops_event_table.h"
#include "runtime/collect/series_store.h"
#include "runtime/collect/snapshot_series.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::api::literals;
using namespace std::chrono_literals;
using runtime::SeriesStore;

namespace {

const core::Timestamp kStart = core::fromEpochMillis(1'000'000'000'000);

api::FaultView fault(const char* id) {
  api::FaultView view;
  view.id = id, view.name = "payment-slow", view.target = "payment-1";
  return view;
}

api::OpsEvent opsEventOf(std::int64_t sequence, core::Timestamp at) {
  auto event = api::opsEvent<"node.up">("node"_a = "payment-1");
  event.sequence = sequence, event.at = at;
  return event;
}

api::Series all(const SeriesStore& store, core::Timestamp now) { return store.after(0, api::kSeriesKept, now); }

}  // namespace

class SeriesTest : public QObject {
  Q_OBJECT

 private slots:
  void aReaderContinuesWhereItIs() {
    SeriesStore store;
    store.add(kStart, {{"lag.payment", 1}, {"lag.risk", 2}});
    store.add(kStart + 1s, {{"lag.payment", 3}});
    const auto first = all(store, kStart + 1s);
    QVERIFY(!first.continued);
    QVERIFY(first.at == kStart + 1s);
    QVERIFY(first.series.at("lag.payment") == (std::vector<api::SeriesPoint>{{kStart, 1}, {kStart + 1s, 3}}));
    QCOMPARE(first.series.at("lag.risk").size(), std::size_t{1});
    const auto none = store.after(first.cursor, api::kSeriesKept, kStart + 1s);
    QVERIFY(none.continued && none.series.empty());
    QCOMPARE(none.cursor, first.cursor);
    store.add(kStart + 2s, {{"lag.risk", 4}});
    const auto more = store.after(none.cursor, api::kSeriesKept, kStart + 2s);
    QVERIFY(more.continued);
    QCOMPARE(more.series.size(), std::size_t{1});
    QVERIFY(more.series.at("lag.risk") == (std::vector<api::SeriesPoint>{{kStart + 2s, 4}}));
  }

  void aCursorOfAnotherDaemonBeginsAnew() {
    SeriesStore old(1'000), young(50'000);
    for (int i = 0; i < 5; ++i) old.add(kStart + std::chrono::seconds(i), {{"lag.risk", i}});
    young.add(kStart + 60s, {{"lag.risk", 9}});
    const auto cursor = all(old, kStart + 5s).cursor;
    const auto answer = young.after(cursor, api::kSeriesKept, kStart + 60s);
    QVERIFY(!answer.continued);
    QCOMPARE(answer.series.at("lag.risk").size(), std::size_t{1});
    QVERIFY(!old.after(answer.cursor, api::kSeriesKept, kStart + 60s).continued);
  }

  void itIsBoundedAndCutToWhatIsAsked() {
    SeriesStore store;
    for (int i = 0; i <= 4'000; ++i) store.add(kStart + std::chrono::seconds(i), {{"lag.payment", i + 1}});
    const auto now = kStart + 4'000s;
    QCOMPARE(all(store, now).series.at("lag.payment").size(), std::size_t{1'800});
    const auto recent = store.after(0, 10s, now).series.at("lag.payment");
    QCOMPARE(recent.size(), std::size_t{11});
    QCOMPARE(recent.back().second, 4'001.0);
    // Also when the clock stands.
    for (int i = 0; i < 5'000; ++i) store.add(now, {{"lag.payment", 0}});
    QCOMPARE(all(store, now).series.at("lag.payment").size(), SeriesStore::kMostPoints);
    std::map<std::string, double> many;
    for (int i = 0; i < 1'000; ++i) many["lag." + std::to_string(i)] = i;
    store.add(now, many);
    QCOMPARE(all(store, now).series.size(), api::kMostSeries);
  }

  void aSeriesThatEndedLeaves() {
    SeriesStore store;
    store.add(kStart, {{"lag.gone", 1}});
    store.add(kStart + 1'799s, {{"lag.payment", 1}});
    QCOMPARE(all(store, kStart + 1'799s).series.size(), std::size_t{2});
    store.add(kStart + 1'801s, {{"lag.payment", 1}});
    QVERIFY(!all(store, kStart + 1'801s).series.contains("lag.gone"));
  }

  void faultsHaveABeginningAndAnEnd() {
    SeriesStore store;
    store.noteFaults(kStart, {});
    const std::vector armed = {fault("f1")};
    store.noteFaults(kStart + 1s, armed);
    const auto first = all(store, kStart + 1s);
    QVERIFY(first.faults ==
            (std::vector<api::FaultSpan>{{"f1", "payment-slow", "payment-1", kStart + 1s, std::nullopt}}));
    store.noteFaults(kStart + 2s, armed);
    QVERIFY(store.after(first.cursor, api::kSeriesKept, kStart + 2s).faults.empty());  // nothing changed
    store.noteFaults(kStart + 3s, {});
    const auto ended = store.after(first.cursor, api::kSeriesKept, kStart + 3s);
    QCOMPARE(ended.faults.size(), std::size_t{1});
    QVERIFY(ended.faults.front().to == kStart + 3s);
    store.noteFaults(kStart + 4s, armed);  // armed again is another span
    QCOMPARE(all(store, kStart + 4s).faults.size(), std::size_t{2});
    store.noteFaults(kStart + 1'804s, {});
    QCOMPARE(all(store, kStart + 1'804s).faults.size(), std::size_t{1});
    for (int i = 0; i < 3'000; ++i) {
      store.noteFaults(kStart + 1'805s, std::vector{fault("f2")});
      store.noteFaults(kStart + 1'805s, {});
    }
    QCOMPARE(all(store, kStart + 1'805s).faults.size(), SeriesStore::kMostFaults);
  }

  void whatHappenedIsTold() {
    SeriesStore store;
    store.noteEvents(kStart, {opsEventOf(1, kStart), opsEventOf(2, kStart)});
    const auto first = all(store, kStart);
    QCOMPARE(first.events.size(), std::size_t{2});
    QVERIFY(store.after(first.cursor, api::kSeriesKept, kStart).events.empty());
    store.noteEvents(kStart + 1s, {opsEventOf(3, kStart + 1s)});
    const auto more = store.after(first.cursor, api::kSeriesKept, kStart + 1s);
    QCOMPARE(more.events.size(), std::size_t{1});
    QCOMPARE(more.events.front().sequence, 3);
    store.noteEvents(kStart + 1'800s, {});
    QCOMPARE(all(store, kStart + 1'800s).events.size(), std::size_t{1});
    for (int i = 0; i < 3'000; ++i) store.noteEvents(kStart + 1'800s, {opsEventOf(4 + i, kStart + 1'800s)});
    QCOMPARE(all(store, kStart + 1'800s).events.size(), SeriesStore::kMostEvents);
  }

  void aSnapshotsFiguresAreSeries() {
    api::Snapshot snapshot;
    snapshot.figures.acceptedPerSecond = 101.237;
    snapshot.figures.refusedPerSecond = 0;
    snapshot.figures.acceptP99Millis = 4.5;
    snapshot.products.resize(runtime::kMostStockSeries + 5);
    for (std::size_t i = 0; i < snapshot.products.size(); ++i) {
      snapshot.products[i].productId = "p" + std::to_string(i);
      snapshot.products[i].available = 25, snapshot.products[i].stocked = 100;
    }
    snapshot.products[1].stocked = 0;  // of nothing no share is left
    snapshot.nodes.resize(2);
    snapshot.nodes[0].name = "payment-1", snapshot.nodes[0].pid = 7, snapshot.nodes[0].cpuPercent = 12.5;
    snapshot.nodes[1].name = "risk-1";  // does not run
    const auto values = runtime::seriesOf(snapshot);
    QCOMPARE(values.at("orders.accepted"), 101.24);
    QCOMPARE(values.at("orders.refused"), 0.0);
    QVERIFY(!values.contains("orders.completed") && !values.contains("p99.order"));  // not known is no zero
    QCOMPARE(values.at("p99.accept"), 4.5);
    QCOMPARE(values.at("stock.p0"), 25.0);
    QVERIFY(!values.contains("stock.p1"));
    QVERIFY(!values.contains("stock.p" + std::to_string(runtime::kMostStockSeries)));
    QCOMPARE(values.at("cpu.payment-1"), 12.5);
    QVERIFY(!values.contains("cpu.risk-1"));
    snapshot.sources = {
        {.name = api::Source::Store, .readAt = {}, .ageSeconds = 9.0, .state = api::SourceState::Stale, .trouble = {}}};
    QVERIFY(!runtime::seriesOf(snapshot).contains("stock.p0"));
  }

  void jsonKeepsEveryValue() {
    SeriesStore store;
    store.add(kStart, {{"lag.payment", 1.5}});
    store.noteEvents(kStart, {opsEventOf(1, kStart)});
    store.noteFaults(kStart, std::vector{fault("f1")});
    const auto answer = all(store, kStart + 5s);
    const auto back = api::decodeSeries(api::encodeSeries(answer));
    QVERIFY2(back.has_value(), back ? "" : back.error().what.c_str());
    QVERIFY(back->series == answer.series && back->faults == answer.faults && back->events == answer.events &&
            back->at == answer.at);
    QCOMPARE(back->cursor, answer.cursor);
    QVERIFY(!back->continued);
    QCOMPARE(api::decodeSeries("[]").error().what, std::string("series: it must be an object, not a list"));
    QCOMPARE(api::decodeSeries(R"({"cursor":1,"continued":true,"at":2,"series":{"lag.x":[[1,"2"]]},"faults":[]})")
                 .error()
                 .what,
             std::string("series: series.lag.x[0] must be a number, not \"2\""));
  }
};

ORDERDECK_TEST(SeriesTest)
#include "series_test.moc"
