// The snapshot in sections: a reader gets what changed since what it has, all of one moment, and never takes one daemon
// for another.
#include <QtTest>

#include <nlohmann/json.hpp>

#include "api/command.h"
#include "api/snapshot_sections.h"
#include "runtime/collect/sectioned_snapshot.h"
#include "tests/harness/test_registry.h"
#include "tests/support/snapshot_builder.h"

using namespace orderdeck;
using api::Section;
using runtime::SectionedSnapshot;
using support::SnapshotBuilder;
using Json = nlohmann::json;

namespace {

api::SnapshotUpdate ask(SectionedSnapshot& snapshot, const api::SectionSequences& sections) {
  const std::string text = snapshot.changed(sections);
  auto update = api::decodeUpdate(text);
  if (!update) throw std::runtime_error(update.error().what + ": " + text);
  return *std::move(update);
}

std::string refusal(std::string_view text) {
  const auto sections = api::parseSections(text);
  return sections ? "none" : sections.error().what;
}

}  // namespace

class SnapshotSectionsTest : public QObject {
  Q_OBJECT

 private slots:
  void theWholeIsTheSumOfItsSections() {
    SectionedSnapshot snapshot;
    snapshot.put(SnapshotBuilder::busy().get());
    QCOMPARE(Json::parse(*snapshot.whole()), Json::parse(api::encodeSnapshot(SnapshotBuilder::busy().get())));
    std::size_t members = 3;  // sequence, at and sources
    for (std::size_t i = 0; i < api::kSectionNames.size(); ++i)
      members += Json::parse("{" + api::encodeSection(static_cast<Section>(i), snapshot.latest()) + "}").size();
    QCOMPARE(Json::parse(*snapshot.whole()).size(), members);
  }

  void aReaderGetsOnlyWhatChanged() {
    SectionedSnapshot snapshot;
    snapshot.put(SnapshotBuilder::busy().get());
    const auto first = ask(snapshot, {{Section::Stock, 0}, {Section::Overview, 0}, {Section::Nodes, 0}});
    QCOMPARE(first.sections.size(), std::size_t{3});
    QVERIFY(first.content.products == snapshot.latest().products);
    QVERIFY(first.content.events.empty());  // nobody asked
    QCOMPARE(ask(snapshot, first.sections).sections.size(), std::size_t{0});

    auto next = SnapshotBuilder::busy().sequence(2, 0.2);
    next.edit().products.front().available = 1;
    snapshot.put(next.get());
    const auto second = ask(snapshot, first.sections);
    QCOMPARE(second.content.sequence, 2);
    QVERIFY(second.content.at == next.get().at);
    QCOMPARE(second.sections.size(), std::size_t{1});
    QVERIFY(second.sections.at(Section::Stock) > first.sections.at(Section::Stock));
    QCOMPARE(second.content.products.front().available, 1);
  }

  void aSectionsNumberMovesOnlyWithItsContent() {
    SectionedSnapshot snapshot;
    snapshot.put(SnapshotBuilder::busy().get());
    const auto before = ask(snapshot, {{Section::Invariants, 0}, {Section::Flow, 0}}).sections;
    for (int i = 2; i < 10; ++i) snapshot.put(SnapshotBuilder::busy().sequence(i, i).get());
    QVERIFY(ask(snapshot, {{Section::Invariants, 0}, {Section::Flow, 0}}).sections == before);
    snapshot.put(SnapshotBuilder::busy().invariant(4, "broken").get());
    const auto after = ask(snapshot, {{Section::Invariants, 0}, {Section::Flow, 0}}).sections;
    QCOMPARE(after.at(Section::Invariants), before.at(Section::Invariants) + 1);
    QCOMPARE(after.at(Section::Flow), before.at(Section::Flow));
  }

  // With the numbers of another daemon a reader has nothing, be they higher or lower.
  void anotherDaemonsNumbersAreNotTakenForOurs() {
    SectionedSnapshot old(1'000), young(2'000);
    old.put(SnapshotBuilder::busy().get());
    young.put(SnapshotBuilder::fresh().get());
    const auto had = ask(old, {{Section::Stock, 0}}).sections;
    QCOMPARE(ask(young, had).sections.size(), std::size_t{1});
    QCOMPARE(ask(old, ask(young, had).sections).sections.size(), std::size_t{1});
    // By themselves two that start one after the other do not meet.
    SectionedSnapshot one;
    one.put(SnapshotBuilder::busy().get());
    const auto start = core::now();
    while (core::now() <= start + core::Millis{1}) std::this_thread::yield();
    SectionedSnapshot two;
    two.put(SnapshotBuilder::busy().get());
    QVERIFY(ask(one, {{Section::Stock, 0}}).sections != ask(two, {{Section::Stock, 0}}).sections);
  }

  void updatesAddUpToThePicture() {
    SectionedSnapshot snapshot;
    snapshot.put(SnapshotBuilder::busy().get());
    auto waiting = ask(snapshot, {{Section::Stock, 0}, {Section::Flow, 0}});
    auto next = SnapshotBuilder::busy().sequence(2, 0.2);
    next.edit().balance.accepted = 7;
    snapshot.put(next.get());
    waiting.add(ask(snapshot, waiting.sections));
    QCOMPARE(waiting.sections.size(), std::size_t{2});
    api::Snapshot picture = SnapshotBuilder::fresh().get();
    const auto nodes = picture.nodes;
    std::move(waiting).moveInto(picture);
    QCOMPARE(picture.sequence, 2);
    QCOMPARE(picture.balance.accepted, 7);
    QVERIFY(picture.products == next.get().products);
    QVERIFY(picture.nodes == nodes);
  }

  void namesAndNumbersAreChecked() {
    QVERIFY(api::parseSections("stock,overview:17").value() ==
            (api::SectionSequences{{Section::Overview, 17}, {Section::Stock, 0}}));
    QCOMPARE(refusal("stock,odd:3"),
             std::string("sections: there is no 'odd'; there are system, overview, flow, stock, streams, locks, nodes, "
                         "faults, invariants, jobs, events"));
    for (const char* bad : {"stock:", "stock:x", "stock:-1", "stock:1:2", "stock:99999999999999999999"})
      QVERIFY2(refusal(bad).starts_with("sections: 'stock:"), refusal(bad).c_str());
    QVERIFY(api::parseSections("").value().empty());
    for (const char* bad : {",", ",stock", "stock,,flow", ":3"})
      QVERIFY2(refusal(bad).starts_with("sections: there is no '"), bad);
  }

  void aCallNamesWhatItHas() {
    const api::SectionSequences sections = {{Section::Stock, 0}, {Section::Overview, 17}};
    QCOMPARE(api::getSnapshot(sections).target, std::string("/api/snapshot?sections=overview%3A17%2Cstock"));
    QVERIFY(api::parseSections(api::sectionsText(sections)).value() == sections);
  }

  void errorsNameTheMember() {
    const auto error = [](const char* text) {
      const auto update = api::decodeUpdate(text);
      return update ? std::string("none") : update.error().what;
    };
    QCOMPARE(error(R"({"sequence":1,"at":2,"sections":{}})"), std::string("none"));
    QCOMPARE(error(R"({"sequence":1,"at":2,"sections":{"ofTomorrow":3},"more":4})"), std::string("none"));
    QCOMPARE(error(R"({"sequence":1,"at":2,"sections":{"stock":3}})"),
             std::string("snapshot: products must be a list, and is missing"));
    QCOMPARE(error(R"({"sequence":1,"at":2})"), std::string("snapshot: sections must be an object, and is missing"));
    QCOMPARE(error("[]"), std::string("snapshot: it must be an object, not a list"));
  }
};

ORDERDECK_TEST(SnapshotSectionsTest)
#include "snapshot_sections_test.moc"
