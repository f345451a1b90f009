// Faults in the console's language: every word of the backend's catalogue is known in Chinese, and an armed fault says
// all of its settings.
#include "domain/faults/faults.h"
#include "tests/harness/test_registry.h"
#include "tests/ui/console_fixture.h"
#include "ui/theme/format.h"
#include "ui/theme/language.h"
#include "ui/words/fault_text.h"

using namespace orderdeck;
using namespace orderdeck::ui;

class FaultWordsTest : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { m_environment = std::make_unique<tests::ConsoleEnvironment>(); }
  void cleanup() { applyLanguage(*qApp, QStringLiteral("en")); }

  void everyWordOfTheCatalogueIsKnown() {
    applyLanguage(*qApp, QStringLiteral("zh_CN"));
    const auto known = [](const char* word) {
      return QCoreApplication::translate("Fault", word) != QString::fromUtf8(word);
    };
    for (const domain::FaultKind& kind : domain::kFaults) {
      const QString name = format::text(std::string(kind.name));
      QVERIFY2(known(kind.title) && faultTitle(name) != QString::fromUtf8(kind.title), kind.title);
      QVERIFY2(known(kind.summary) && faultSummary(name, {}) != QString::fromUtf8(kind.summary), kind.title);
      for (const auto& param : kind.params) {
        QVERIFY2(known(param.title) && known(param.shortTitle), kind.title);
        QVERIFY2(!faultSetting(name, format::text(std::string(param.name)), {}).isEmpty(), kind.title);
      }
      for (const auto& choice : kind.choices) {
        QVERIFY2(known(choice.title) && known(choice.shortTitle), kind.title);
        for (const auto& option : choice.options) QVERIFY2(known(std::string(option).c_str()), kind.title);
      }
    }
  }

  void whatIsNotKnownStays() {
    applyLanguage(*qApp, QStringLiteral("zh_CN"));
    QCOMPARE(faultTitle(QStringLiteral("solar-flare")), QStringLiteral("solar flare"));
    QCOMPARE(faultSummary(QStringLiteral("solar-flare"), QStringLiteral("The sun.")), QStringLiteral("The sun."));
    QCOMPARE(faultSetting(QStringLiteral("solar-flare"), QStringLiteral("heat"), QStringLiteral("how hot")),
             QStringLiteral("how hot"));
    QCOMPARE(faultOption(QStringLiteral("bright")), QStringLiteral("bright"));
  }

  void anArmedFaultSaysItsSettings() {
    api::FaultView fault;
    fault.name = "link-latency";
    fault.params = {{"latencyMs", 400}, {"jitterMs", 50}};
    fault.choices = {{"dependency", "redis"}};
    fault.params["share"] = 0.5;
    QCOMPARE(faultText(fault), QStringLiteral("Link latency (redis, jitter 50 ms, latency 400 ms, share 50 %)"));
    fault.params["share"] = 1;
    QCOMPARE(faultText(fault), QStringLiteral("Link latency (redis, jitter 50 ms, latency 400 ms)"));
    QCOMPARE(struckText(fault), QStringLiteral("nothing struck yet"));
    fault.hits = 2'920;
    QCOMPARE(struckText(fault), QStringLiteral("calls struck: 2,920"));
    QCOMPARE(sinceText({}), QString());
    fault = {};
    fault.name = "messages-duplicate";
    fault.params = {{"share", 0.2}, {"times", 3}};
    QCOMPARE(faultText(fault), QStringLiteral("Messages duplicate (share 20 %, times 3)"));
    applyLanguage(*qApp, QStringLiteral("zh_CN"));
    QCOMPARE(faultText(fault), QStringLiteral("消息重复（占比 20 %，次数 3）"));
  }

 private:
  std::unique_ptr<tests::ConsoleEnvironment> m_environment;
};

ORDERDECK_TEST(FaultWordsTest)
#include "fault_words_test.moc"
