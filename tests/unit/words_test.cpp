// Closed words: every value of every table has a name of its own, a name is its value, and any other is refused.
#include <QtTest>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "api/acts.h"
#include "api/json_decoder.h"
#include "api/json_encoder.h"
#include "api/query.h"
#include "api/schema.h"
#include "api/states.h"
#include "core/circuit_breaker.h"
#include "core/words.h"
#include "domain/events/event.h"
#include "domain/events/letter_status.h"
#include "domain/events/stock_movement.h"
#include "domain/faults/fault_kind.h"
#include "domain/invariants.h"
#include "domain/lag_verdict.h"
#include "domain/order/order.h"
#include "ports/http_problem.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;

namespace {

/// How the compiler writes a value: one that no enumerator has is a cast, "(Holding)5".
template <auto value>
std::string_view written() {
  return __PRETTY_FUNCTION__;
}

template <core::ClosedWords Enum>
void isOneToOne() {
  constexpr auto kAfterLast = static_cast<Enum>(core::kWords<Enum>.size());
  std::set<std::string_view> names;
  std::size_t place = 0;
  for (const core::Word<Enum>& word : core::kWords<Enum>) {
    QCOMPARE(static_cast<std::size_t>(word.value), place++);
    QVERIFY(names.insert(word.name).second);
    QCOMPARE(core::nameOf(word.value), word.name);
    QVERIFY(core::named<Enum>(word.name) == word.value);
    QVERIFY(core::readWord<Enum>(word.name, "it") == word.value);
  }
  QVERIFY2(written<kAfterLast>().contains("(orderdeck::"), written<kAfterLast>().data());  // none is left out

  QVERIFY(!core::named<Enum>("no such word"));
  const auto refused = core::readWord<Enum>("no such word", "it");
  QVERIFY(!refused && refused.error().code == core::ErrorCode::Corrupt);
  QVERIFY(refused.error().what.ends_with(", not 'no such word'"));
  for (const std::string_view name : names) QVERIFY2(refused.error().what.contains(name), refused.error().what.c_str());
}

template <core::ClosedWords Enum>
void travels() {
  using Word = core::ClosedWord<Enum>;
  for (const core::Word<Enum>& word : core::kWords<Enum>) {
    const std::string json = api::encodeJson(Word(word.value));
    QCOMPARE(json, '"' + std::string(word.name) + '"');
    QVERIFY(api::decodeJson<Word>(json, "it").value() == word.value);
    QVERIFY(api::schemaOf<Word>()["enum"].dump().contains(json));
  }
  QVERIFY(!api::decodeJson<Word>("\"no such word\"", "it").value().isKnown());
}

template <core::ClosedWords... Enums>
struct Tables {
  static constexpr int kCount = sizeof...(Enums);
  static void areOneToOne() { (isOneToOne<Enums>(), ...); }
  static void travel() { (travels<Enums>(), ...); }
};

using AllTables =
    Tables<core::BreakerForce, core::BreakerState, domain::EventKind, domain::EventStatus, domain::FaultPoint,
           domain::FaultTarget, domain::FaultUnit, domain::Holding, domain::LagVerdict, domain::LetterStatus,
           domain::MovementKind, domain::OrderState, domain::Verdict, api::Act, api::ActOutcome, api::Encoding,
           api::FileFormat, api::HealthStatus, api::HeldBreaker, api::JobState, api::LoadShape, api::NodeAction,
           api::NodeState, api::OpsKind, api::ProfileKind, api::Scope, api::ShownShape, api::Source, api::SourceState,
           api::SystemState, api::Through, ports::Problem>;

struct LettersAsked {
  std::optional<domain::LetterStatusWord> status;
};

template <typename V>
void visit(V& v, LettersAsked& asked) {
  v("status", asked.status, api::kOptional);
}

}  // namespace

class WordsTest : public QObject {
  Q_OBJECT
 private slots:
  void aNameIsAValue() { AllTables::areOneToOne(); }

  void aWordTravelsAsItsName() { AllTables::travel(); }

  void aQueryNamesAWord() {
    const auto read = api::decodeQuery<LettersAsked>({{"status", "redriven"}});
    QVERIFY(read && read->status == domain::LetterStatus::Redriven);
    QCOMPARE(api::encodeQuery(*read), std::string("?status=redriven"));
    QVERIFY(!api::decodeQuery<LettersAsked>({})->status);
    QCOMPARE(api::decodeQuery<LettersAsked>({{"status", "lost"}}).error().what,
             std::string("status must be waiting, redriven or discarded, not 'lost'"));
  }

  void noTableIsLeftOut() {
    namespace fs = std::filesystem;
    int tables = 0;
    for (const char* folder : {"backend", "app", "ui"}) {
      for (const auto& file : fs::recursive_directory_iterator(fs::path(ORDERDECK_SOURCE_DIR) / folder)) {
        std::ifstream in(file.path());
        for (std::string line; file.is_regular_file() && std::getline(in, line);)
          tables += line.starts_with("constexpr auto wordsOf(") ? 1 : 0;
      }
    }
    QCOMPARE(AllTables::kCount, tables);
  }

  void aLiteralIsCheckedByTheCompiler() {
    constexpr domain::HoldingWord word = "sold";
    static_assert(word == domain::Holding::Sold && word != "returned" && word.text() == "sold");
    static_assert(!std::is_convertible_v<std::string, domain::HoldingWord>);
    QVERIFY(domain::HoldingWord() == domain::Holding::Nothing);
  }

  void theAllowedOnesAreListed() {
    QCOMPARE(core::readWord<domain::LetterStatus>("lost", "the status").error().what,
             std::string("the status must be waiting, redriven or discarded, not 'lost'"));
    QCOMPARE(core::readWord<domain::Holding>("lent", "it").error().what,  // that it is nothing has no word
             std::string("it must be reserved, sold, released or returned, not 'lent'"));
  }
};

ORDERDECK_TEST(WordsTest)
#include "words_test.moc"
