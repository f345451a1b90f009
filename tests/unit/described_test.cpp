// Described structs: what is named once is written, read and checked alike.
#include <QtTest>

#include <algorithm>
#include <typeinfo>

#include <boost/pfr/tuple_size.hpp>

#include "api/calls.h"
#include "api/json_decoder.h"
#include "api/json_encoder.h"
#include "api/node_status.h"
#include "api/schema.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;

namespace orderdeck::api {

namespace {

struct Crate {
  std::string label;
  std::optional<double> weight;
  bool operator==(const Crate&) const = default;
};

enum class Carrier { Van, Train, Ship };
constexpr auto wordsOf(Carrier) {
  return std::to_array<core::Word<Carrier>>(
      {{Carrier::Van, "van"}, {Carrier::Train, "train"}, {Carrier::Ship, "ship"}});
}

struct Shipment {
  core::ClosedWord<Carrier> carrier;
  std::string note;
  int count = 1;
  double rate = 10;
  std::optional<std::int64_t> limit;
  core::Timestamp at, sentAt;
  std::optional<core::Timestamp> backAt;
  std::vector<Crate> crates;
  std::map<std::string, std::int64_t> byTown;
  bool operator==(const Shipment&) const = default;
};

template <typename V>
void visit(V& v, Crate& c) {
  v("label", c.label), v("weight", c.weight);
}

template <typename V>
void visit(V& v, Shipment& s) {
  v("carrier", s.carrier, kOptional), v("note", s.note, kOptional, matching("^[a-z ]*$"));
  v("count", s.count, kOptional, from(1, 100)), v("rate", s.rate, kOptional, above(0, 50));
  v("limit", s.limit, kOptional, from(1, 9)), v("at", s.at, kOptional);
  v("sentAt", s.sentAt, kOptional, kRfc3339), v("backAt", s.backAt, kOptional, kRfc3339);
  v("crates", s.crates, kOptional, entries(1, 3)), v("byTown", s.byTown, kOptional);
}

/// With " in the place of '.
std::string quoted(std::string text) {
  std::ranges::replace(text, '\'', '"');
  return text;
}

template <typename T>
void findUnnamed(std::string& found);

/// Counts what a visit() names, and looks into every member.
struct MemberCount {
  std::string& found;
  std::size_t named = 0;

  template <typename T, typename... Options>
  void operator()(std::string_view, T&, Options...) {
    ++named;
    if constexpr (Described<T>)
      findUnnamed<T>(found);
    else if constexpr (requires { typename T::mapped_type; })
      look<typename T::mapped_type>();
    else if constexpr (requires { typename T::value_type; } && !std::is_same_v<T, std::string>)
      look<typename T::value_type>();
  }
  template <typename T>
  void look() {
    if constexpr (Described<T>) findUnnamed<T>(found);
  }
};

/// Those that have members of another struct, too: there are no more than these to be counted.
template <typename T, typename... Bases>
constexpr bool kExtends = ((std::is_base_of_v<Bases, T> && !std::is_same_v<Bases, T>) || ...);

/// Adds T if its visit() does not name all of its members, and those within it.
template <typename T>
void findUnnamed(std::string& found) {
  T value{};
  MemberCount count{found};
  visit(count, value);
  if constexpr (std::is_same_v<T, Snapshot>) {
    eachSection(value, [&](Section, auto& part) { findUnnamed<std::remove_cvref_t<decltype(part)>>(found); });
  } else if constexpr (!kExtends<T, OrderView, DeadLetterView, LetterSelection, RebuildView>) {
    if (count.named != boost::pfr::tuple_size_v<T>) found += std::string(typeid(T).name()) + " ";
  }
}

template <typename Query, typename Body, typename Answer>
void findUnnamedIn(const Call<Query, Body, Answer>&, std::string& found) {
  MemberCount count{found};
  count.look<Query>();
  count.look<Body>();
  Answer answer{};
  count("", answer);
}

std::string refusal(std::string_view body) {
  const auto read = decodeBody<Shipment>(body);
  return read ? "taken" : read.error().what;
}

}  // namespace

}  // namespace orderdeck::api

using namespace orderdeck::api;

class DescribedTest : public QObject {
  Q_OBJECT

 private slots:
  void whatIsWrittenIsReadAgain() {
    Shipment shipment{.carrier = "ship",
                      .note = "a \"note\"",
                      .count = 3,
                      .rate = 2.5,
                      .limit = 4,
                      .at = core::fromEpochMillis(1'700'000'000'123),
                      .sentAt = core::fromEpochMillis(1'700'000'000'456),
                      .backAt = core::fromEpochMillis(1'700'000'000'789),
                      .crates = {{"one", 1.5}, {"two", std::nullopt}},
                      .byTown = {{"Bonn", 2}}};
    const std::string text = encodeJson(shipment);
    QCOMPARE(text, quoted("{'carrier':'ship','note':'a \\'note\\'','count':3,'rate':2.5,'limit':4,"
                          "'at':1700000000123,'sentAt':'2023-11-14T22:13:20.456Z',"
                          "'backAt':'2023-11-14T22:13:20.789Z','crates':[{'label':'one','weight':1.5},"
                          "{'label':'two','weight':null}],'byTown':{'Bonn':2}}"));
    const auto read = decodeJson<Shipment>(text, "shipment");
    QVERIFY2(read.has_value(), read ? "" : read.error().what.c_str());
    QVERIFY(*read == shipment);
  }

  void whatIsOptionalAndEmptyIsLeftOutAndKeepsItsDefault() {
    QCOMPARE(encodeJson(Shipment{}), std::string(R"({"carrier":"van","count":1,"rate":10})"));
    for (const char* body : {"", "{}", R"({"carrier":null,"limit":null,"somethingNew":1})"}) {
      const auto read = decodeBody<Shipment>(body);
      QVERIFY2(read.has_value(), body);
      QVERIFY(*read == Shipment{});
    }
  }

  void aRefusalSaysWhichMemberWhatItMustBeAndWhatItIs() {
    QCOMPARE(refusal(R"({"count":"many"})"), std::string("count must be a whole number, not \"many\""));
    QCOMPARE(refusal(R"({"count":1.5})"), std::string("count must be a whole number, not 1.5"));
    QCOMPARE(refusal(R"({"count":0})"), std::string("count must be from 1 to 100, not 0"));
    QCOMPARE(refusal(R"({"rate":0})"), std::string("rate must be above 0 and at most 50, not 0"));
    QCOMPARE(refusal(R"({"limit":10})"), std::string("limit must be from 1 to 9, not 10"));
    QCOMPARE(refusal(R"({"carrier":"mule"})"), std::string("carrier must be van, train or ship, not \"mule\""));
    QCOMPARE(refusal(R"({"note":["x"]})"), std::string("note must be a text, not a list"));
    QCOMPARE(refusal(R"({"sentAt":5})"), std::string("sentAt must be a time as RFC 3339 writes it, not 5"));
    QCOMPARE(refusal(R"({"crates":[{"label":"a"},{"weight":1}]})"),
             std::string("crates[1].label must be a text, and is missing"));
    QCOMPARE(refusal(R"({"crates":[]})"), std::string("crates must be a list of 1 to 3 entries, not a list"));
    QCOMPARE(refusal(R"({"byTown":{"Bonn":{}}})"), std::string("byTown.Bonn must be a whole number, not an object"));
  }

  void aWordOfANewerProgramIsNotKnown() {
    const auto answer = decodeJson<Shipment>(R"({"carrier":"drone","note":"a"})", "shipment");
    QVERIFY2(answer.has_value(), answer ? "" : answer.error().what.c_str());
    QVERIFY(!answer->carrier.isKnown());
    QVERIFY(answer->carrier != "van" && answer->carrier != "train" && answer->carrier != "ship");
    QCOMPARE(answer->carrier.text(), "?");
    QCOMPARE(answer->note, std::string("a"));  // and the rest is read
    QVERIFY(!decodeJson<Shipment>(R"({"carrier":5})", "shipment"));
    QVERIFY(!decodeBody<Shipment>(R"({"carrier":"drone"})"));
  }

  void aSchemaSaysWhatIsTaken() {
    const auto of = [](const char* member) {
      const auto schema = schemaOf<Shipment>()["properties"][member]["anyOf"];
      return schema[1].dump() == R"({"type":"null"})" ? schema[0].dump() : schema.dump();
    };
    QCOMPARE(of("carrier"), quoted("{'type':'string','enum':['van','train','ship']}"));
    QCOMPARE(of("note"), quoted("{'type':'string','pattern':'^[a-z ]*$'}"));
    QCOMPARE(of("count"), quoted("{'type':'integer','minimum':1.0,'maximum':100.0}"));
    QVERIFY(of("limit").starts_with(quoted("{'type':'integer','minimum':1.0")));
    QVERIFY(of("crates").ends_with(quoted("'minItems':1,'maxItems':3}")));
    QVERIFY(of("byTown").contains("9223372036854775807"));
  }

  void aWholeNumberIsOneHoweverItIsWritten() {
    for (const char* body : {R"({"count":12})", R"({"count":12.0})", R"({"count":1.2e1})"})
      QCOMPARE(decodeBody<Shipment>(body)->count, 12);
    const char* const refused[] = {R"({"count":1e300})", R"({"byTown":{"a":9007199254740993.0}})",
                                   R"({"byTown":{"a":9223372036854775808}})"};
    for (const char* body : refused) QVERIFY2(!decodeBody<Shipment>(body), body);
  }

  void aQueryIsReadAsStrictly() {
    QCOMPARE(decodeQuery<OrdersQuery>({{"limit", "7"}, {"q", ""}})->limit, 7);
    for (const char* limit : {"", "0", "1.0", " 7", "7x", "99999999999999999999"})
      QVERIFY2(!decodeQuery<OrdersQuery>({{"limit", limit}}), limit);
  }

  void theKindOfARefusalSaysWhoseFaultItIs() {
    for (const char* body : {"[1]", "5", "{", "null"})
      QVERIFY(decodeBody<Shipment>(body).error().code == core::ErrorCode::InvalidJson);
    QVERIFY(decodeBody<Shipment>(R"({"count":0})").error().code == core::ErrorCode::InvalidArgument);
    const auto answer = decodeJson<Shipment>(R"({"count":0})", "shipment");
    QVERIFY(answer.error().code == core::ErrorCode::Corrupt && answer.error().what.starts_with("shipment: count "));
    QCOMPARE(decodeJson<Shipment>("{", "shipment").error().what, std::string("shipment: not JSON"));
  }

  void everyMemberIsNamed() {
    std::string found;
    const auto look = [&found](const auto&... calls) { (findUnnamedIn(calls, found), ...); };
    look(calls::kHealth, calls::kSnapshot, calls::kSeries, calls::kLagHistory, calls::kListOrders, calls::kPlaceOrder,
         calls::kShowOrder, calls::kCancelOrder, calls::kRestock, calls::kStockMovements, calls::kForceBreaker,
         calls::kStartLoad, calls::kChangeLoadRate, calls::kListFaults, calls::kFaultCatalogue, calls::kArmFault,
         calls::kClearFaults, calls::kListDeadLetters, calls::kShowDeadLetter, calls::kRedrive, calls::kShowRedrive,
         calls::kDiscard, calls::kAudit, calls::kStartRebuild, calls::kShowRebuild, calls::kShutDown);
    for (const auto find : {findUnnamed<RedriveStarted>, findUnnamed<RedriveForecast>, findUnnamed<NodeStatus>})
      find(found);
    QVERIFY2(found.empty(), found.c_str());
  }

  void anErrorIsASentenceHoweverLongTheInputIs() {
    const std::string longText(5'000, 'x');
    QVERIFY(refusal(quoted("{'count':'" + longText + "'}")).size() < 300);
    QVERIFY(refusal(quoted("{'byTown':{'" + longText + "':true}}")).size() < 400);
  }
};

ORDERDECK_TEST(DescribedTest)
#include "described_test.moc"
