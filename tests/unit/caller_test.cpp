// Who acts and why, as header fields: what a client writes is what the daemon reads, in any language; and what is not
// legal is refused by name.
#include <QtTest>

#include "api/caller.h"
#include "api/query.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using api::readHeaderText;

class CallerTest : public QObject {
  Q_OBJECT
 private slots:
  void whatIsWrittenIsRead() {
    for (const char* text : {"anna", "Änne Müller", "王", "100% \"sure\", a=b; c", "…"})
      QCOMPARE(readHeaderText("X-Reason", api::escaped(text), api::kMostReason).value(), std::string(text));
    QCOMPARE(readHeaderText("X-Reason", "zwölf Uhr", 100).value(), std::string("zwölf Uhr"));  // as curl sends it
    QCOMPARE(readHeaderText("X-Reason", "%20 a b %20", 3).value(), std::string("a b"));
    QCOMPARE(readHeaderText("X-Reason", "", 0).value(), std::string());
  }

  void whatIsNotLegalIsRefused() {
    for (const char* bad : {"%", "%4", "%g1", "a%0Ab", "%00", "%1b[31m", "%7f", "%ff", "\xff", "%C3"}) {
      const auto read = readHeaderText("X-Reason", bad, 100);
      QVERIFY2(!read, bad);
      QCOMPARE(read.error().code, core::ErrorCode::InvalidArgument);
      QVERIFY(read.error().what.starts_with("X-Reason must be "));
    }
    QVERIFY(readHeaderText("X-Operator", "%C3%84", 2).has_value());
    QCOMPARE(readHeaderText("X-Operator", "%C3%84a", 2).error().what,
             std::string("X-Operator must be at most 2 bytes long, not 3"));
  }

  void aProgramIsKnownByItsName() {
    QCOMPARE(api::throughOf(api::userAgentOf(api::callerOf(api::kCtlProgram))), api::Through::Ctl);
    QCOMPARE(api::throughOf(api::userAgentOf(api::callerOf(api::kConsoleProgram))), api::Through::Console);
    for (const char* other : {"", "curl/7.88.1", "orderdeckctlx/1", "Orderdeck/1"})
      QCOMPARE(api::throughOf(other), api::Through::Api);
  }

  void whoActsIsWhoRunsTheProgram() { QVERIFY(!api::callerOf(api::kCtlProgram).user.empty()); }

  void whatIsTooLongEndsInAnEllipsis() {
    QCOMPARE(api::shortened("abc", 3), std::string("abc"));
    QCOMPARE(api::shortened("abcdef", 5), std::string("ab…"));
    QCOMPARE(api::shortened("aÄÄÄ", 6), std::string("aÄ…"));
    QCOMPARE(api::shortened("ÄÄÄÄ", 6), std::string("Ä…"));  // no half of one
  }
};

ORDERDECK_TEST(CallerTest)
#include "caller_test.moc"
