// The table of operation events, and the texts that are made of it.
#include <QtTest>

#include <set>

#include "api/ops_event_table.h"
#include "api/snapshot.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::api;

class OpsEventTest : public QObject {
  Q_OBJECT

 private slots:
  void everyEventIsEncodedAndDecoded() {
    for (const OpsEventForm& form : kOpsEvents) {
      Snapshot snapshot;
      snapshot.events = {makeOpsEvent(form, argumentsOf(form))};
      const auto back = decodeSnapshot(encodeSnapshot(snapshot));
      QVERIFY2(back.has_value(), form.text);
      QVERIFY2(back->events == snapshot.events, form.text);
    }
  }

  void everyEventHasItsOwnCodeOfAKnownKind() {
    const std::set<std::string> kinds = {"node", "fault", "load", "audit", "operator", "system"};
    std::set<std::string> codes;
    for (const OpsEventForm& form : kOpsEvents) {
      const OpsEvent event = makeOpsEvent(form, argumentsOf(form));
      QVERIFY2(codes.insert(event.code).second, form.text);
      QVERIFY2(kinds.contains(event.kind), form.text);
      QVERIFY2(event.text.find_first_of("{}[]") == std::string::npos, event.text.c_str());
      QCOMPARE(opsEventForm(event.code), &form);
    }
    QVERIFY(opsEventForm("node.flew") == nullptr);
  }

  void argumentsAreWordedInEnglish() {
    const auto died =
        opsEvent<"node.died">("node"_a = "payment-1", "exit"_a = ProcessExit{.signal = 9}, "millis"_a = 1600);
    QCOMPARE(died.code, std::string("node.died"));
    QCOMPARE(died.kind, std::string("node"));
    QCOMPARE(died.text, std::string("payment-1 died (signal 9); starts again in 1600 ms"));
    QVERIFY(died.arguments.at("millis") == OpsArgument(std::int64_t{1600}));
    QCOMPARE(opsEvent<"audit.broken">("invariant"_a = 5, "detail"_a = "o1").text,
             std::string("broken: one charge per order (o1)"));
    QCOMPARE(opsEvent<"audit.broken">("invariant"_a = 13, "detail"_a = "o1").text, std::string("broken: 13 (o1)"));
  }

  void whatIsOptionalIsLeftOut() {
    const auto armed = [](const std::string& target) {
      return opsEvent<"fault.armed">("fault"_a = "payment-slow", "seconds"_a = 2.5, "target"_a = target, "id"_a = "f1")
          .text;
    };
    QCOMPARE(armed("payment-1"), std::string("payment-slow armed for 2.5 s on payment-1 (f1)"));
    QCOMPARE(armed(""), std::string("payment-slow armed for 2.5 s (f1)"));
  }

  void aPatternIsFilledInOnce() {
    const auto said = [](const std::string& name) { return name == "none" ? std::string() : "{" + name + "}[]"; };
    QCOMPARE(filledIn("a {b}[ c {none}][ d {e}] {none}.", said), std::string("a {b}[] d {e}[] ."));
    QCOMPARE(filledIn("{b", said), std::string("{b}[]"));
    QCOMPARE(filledIn("", said), std::string());
  }

  void argumentsAreThoseOfThePattern() {
    static_assert(hasArguments("{b} and {a}", {"a", "b"}));
    static_assert(!hasArguments("{b} and {a}", {"a"}));
    static_assert(!hasArguments("{a}", {"a", "b"}));
    static_assert(!hasArguments("{a}", {"b"}));
  }

 private:
  static OpsArguments argumentsOf(const OpsEventForm& form) {
    OpsArguments arguments;
    (void)filledIn(form.text, [&arguments](const std::string& name) {
      const auto count = static_cast<std::int64_t>(arguments.size());
      arguments[name] = name == "exit"   ? OpsArgument(ProcessExit{.status = 1, .cause = "no room", .deaths = 5})
                        : count % 3 == 1 ? OpsArgument(count)
                        : count % 3 == 2 ? OpsArgument(0.5 + static_cast<double>(count))
                                         : OpsArgument("the " + name);
      return std::string();
    });
    return arguments;
  }
};

ORDERDECK_TEST(OpsEventTest)
#include "ops_event_test.moc"
