// Faults in the console's language: every word of the backend's catalogue is known in Chinese, and an armed fault says
// all of its settings.
#include "faults/catalogue/fault.h"
#include "tests/harness/test_registry.h"
#include "tests/ui/console_fixture.h"
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
    const auto known = [](const std::string& word) {
      return faultWord(QString::fromStdString(word)) != QString::fromStdString(word);
    };
    for (const faults::FaultKind& kind : faults::faultKinds()) {
      const QString name = QString::fromStdString(kind.name);
      QVERIFY2(faultTitle(name) != QString(name).replace('-', ' '), kind.name.c_str());
      QVERIFY2(known(kind.summary), kind.name.c_str());
      for (const auto& param : kind.params) {
        QVERIFY2(known(param.title), kind.name.c_str());
        QVERIFY2(known(param.name.ends_with("Ms") ? param.name.substr(0, param.name.size() - 2) : param.name),
                 kind.name.c_str());
      }
      for (const auto& choice : kind.choices) {
        QVERIFY2(known(choice.title), kind.name.c_str());
        for (const auto& option : choice.options) QVERIFY2(known(option), kind.name.c_str());
      }
    }
  }

  void whatIsNotKnownStays() {
    applyLanguage(*qApp, QStringLiteral("zh_CN"));
    QCOMPARE(faultTitle(QStringLiteral("solar-flare")), QStringLiteral("solar flare"));
    QCOMPARE(faultWord(QStringLiteral("The sun.")), QStringLiteral("The sun."));
  }

  void anArmedFaultSaysItsSettings() {
    api::FaultView fault;
    fault.name = "link-latency";
    fault.params = {{"latencyMs", 400}, {"jitterMs", 50}};
    fault.choices = {{"dependency", "redis"}};
    fault.probability = 0.5;
    QCOMPARE(faultText(fault), QStringLiteral("Link latency (redis, jitter 50 ms, latency 400 ms) · 50 %"));
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
