// Any mix of messages that go well, fail for a while or fail for good, in a service that names who failed or does not:
// every effect once, every dead letter once, in each order's order, and nothing lost.
#include <QtTest>

#include <map>
#include <mutex>
#include <random>

#include "core/circuit_breaker.h"
#include "services/loop/batch_loop.h"
#include "services/loop/dead_letter.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_bus.h"
#include "tests/support/fake_metrics.h"
#include "tests/support/wait_until.h"
#include "tests/unit/service_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using support::waitUntil;

namespace {

constexpr int kSeeds = 60;
const services::BatchSettings kQuick{.batch = 9,
                                     .pollWait = core::Millis{2},
                                     .pace = core::Millis{0},
                                     .firstRetry = core::Millis{1},
                                     .lastRetry = core::Millis{3},
                                     .firstAlone = core::Millis{1},
                                     .lastAlone = core::Millis{3}};

/// What becomes of one event: the errors of its first tries, then it goes well; or the last one for ever.
struct Fate {
  std::vector<core::Error> errors;
  bool isForGood = false;
  bool isNamed = true;  // the service says that it was this one
};

const core::Error kErrors[] = {
    {core::ErrorCode::Timeout, "no answer", true},              // the dependency
    {core::ErrorCode::Busy, "mailbox is busy", true},           // this one, for now
    {core::ErrorCode::Internal, "who knows", false},            // nobody knows
    {core::ErrorCode::InvalidArgument, "no such user", false},  // this one, for good
    {core::ErrorCode::Unavailable, "never", false},
};

class Fated : public services::Service {
 public:
  std::map<std::string, Fate> fates;                         // by event id
  std::map<std::string, int> tries, effects;                 // read when the loop is stopped
  std::map<std::string, std::vector<std::string>> sequence;  // of each order's effects
  bool repeatsEffects = false;  // something else than a named failure made a batch come again

  std::string_view name() const override { return "payment"; }
  bool isHealthy() override { return true; }

  core::Result<services::Outcome> process(std::span<const services::Delivery> batch) override {
    services::Outcome outcome;
    std::map<std::string, core::Error> held;  // orders with a member that may pass
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const domain::Event& event = batch[i].event;
      if (const auto failed = held.find(event.orderId); failed != held.end()) {
        outcome.failures.push_back({i, failed->second});
        continue;
      }
      if (const auto error = strike(event.eventId)) {
        if (!fates[event.eventId].isNamed) {
          repeatsEffects = repeatsEffects || i > 0;
          return std::unexpected(*error);  // after the effects of those before it
        }
        outcome.failures.push_back({i, *error});
        if (error->code != core::ErrorCode::InvalidArgument) held.emplace(event.orderId, *error);
        if (core::speaksOfDependency(*error)) {  // and those after it were not tried
          for (std::size_t k = i + 1; k < batch.size(); ++k) outcome.failures.push_back({k, *error});
          return outcome;
        }
        continue;
      }
      if (++effects[event.eventId] == 1) sequence[event.orderId].push_back(event.eventId);
      outcome.events.push_back(
          domain::makeEvent(domain::EventKind::OrderShipped, event.orderId, event.placedAt, "fated"));
      outcome.events.back().eventId = event.eventId + "-shipped";
    }
    return outcome;
  }

 private:
  std::optional<core::Error> strike(const std::string& eventId) {
    const Fate& fate = fates[eventId];
    const auto nth = static_cast<std::size_t>(tries[eventId]++);
    if (nth < fate.errors.size()) return fate.errors[nth];
    return fate.isForGood ? std::optional(fate.errors.back()) : std::nullopt;
  }
};

Fate drawFate(std::mt19937& random, bool isNamed) {
  const auto draw = [&random](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  Fate fate{.errors = {}, .isForGood = false, .isNamed = isNamed};
  switch (draw(6)) {
    case 0:  // it passes, after fewer tries than are its own
      for (int i = draw(3); i >= 0; --i) fate.errors.push_back(kErrors[draw(3)]);
      break;
    case 1: fate = {.errors = {kErrors[1 + draw(4)]}, .isForGood = true, .isNamed = isNamed}; break;
    default: break;
  }
  if (!isNamed && fate.isForGood && fate.errors[0].retryable)
    fate.errors[0] = kErrors[3];  // of a whole batch, what may pass is waited for without end
  return fate;
}

}  // namespace

class BatchLoopPropertyTest : public QObject {
  Q_OBJECT

 private slots:
  void everythingIsDoneOnceOrIsADeadLetter() {
    for (unsigned seed = 1; seed <= kSeeds; ++seed) {
      std::mt19937 random(seed);
      support::FakeBus bus({.partitions = 1 + static_cast<int>(random() % 4)});
      support::FakeMetrics metrics;
      Fated service;
      const bool isNaming = seed % 3 != 0;
      std::map<std::string, std::vector<std::string>> placed;
      std::set<std::string> doomed;
      for (int i = 0; i < 60; ++i) {
        const std::string order = "o" + std::to_string(random() % 25);
        domain::Event event = domain::makeEvent(domain::EventKind::OrderPlaced, order, core::now(), "test");
        event.eventId = order + "-" + std::to_string(i);
        event.userId = "user1";
        event.items = {{"abc", 1, 1}};
        placed[order].push_back(event.eventId);
        const Fate& fate = service.fates[event.eventId] = drawFate(random, isNaming || random() % 2 == 0);
        if (fate.isForGood) doomed.insert(event.eventId);
        for (const auto& error : fate.errors)  // what is refused for good is not tried again
          if (!error.retryable && error.code == core::ErrorCode::InvalidArgument) doomed.insert(event.eventId);
        bus.put("order-created", order, domain::encodeEvent(event));
      }
      services::BatchLoop loop(service, bus, metrics, kQuick);
      loop.start();
      const bool ended = waitUntil([&] { return bus.lag("payment", "order-created") == 0; }, std::chrono::seconds{30});
      loop.stop();
      const std::string label = "seed " + std::to_string(seed);
      QVERIFY2(ended, label.c_str());

      std::multiset<std::string> letters;
      for (const auto& letter : bus.messages("order-created.dlq"))
        letters.insert(domain::decodeEvent(letter.value).value().eventId);
      QCOMPARE(letters.size(), doomed.size());
      for (const auto& id : doomed) QVERIFY2(letters.count(id) == 1, (label + ": " + id).c_str());

      std::map<std::string, int> shipped;
      for (const auto& message : bus.messages("order-shipped"))
        ++shipped[domain::decodeEvent(message.value).value().eventId];
      for (const auto& [order, ids] : placed) {
        std::vector<std::string> wanted;
        for (const auto& id : ids)
          if (!doomed.contains(id)) wanted.push_back(id);
        QVERIFY2(service.sequence[order] == wanted, (label + ": order " + order).c_str());
        for (const auto& id : wanted) {
          QVERIFY2(shipped[id + "-shipped"] == 1, (label + ": " + id).c_str());
          QVERIFY2(service.effects[id] == 1 || service.repeatsEffects, (label + ": " + id).c_str());
        }
      }
    }
  }
};

ORDERDECK_TEST(BatchLoopPropertyTest)
#include "batch_loop_property_test.moc"
