// The mailbox: the newest value, once.
#include <QtTest>

#include <memory>
#include <thread>

#include "core/mailbox.h"
#include "tests/harness/test_registry.h"

using orderdeck::core::Mailbox;

class MailboxTest : public QObject {
  Q_OBJECT

 private slots:
  void theNewestValueIsTakenOnce() {
    Mailbox<std::unique_ptr<int>> box;
    QVERIFY(!box.take());
    box.put(std::make_unique<int>(1));
    box.put(std::make_unique<int>(2));
    QCOMPARE(**box.take(), 2);
    QVERIFY(!box.take());
  }

  void aReaderSeesValuesGrowAndTheLastOne() {
    Mailbox<int> box;
    std::jthread writer([&] {
      for (int i = 1; i <= 100'000; ++i) box.put(i);
    });
    int last = 0;
    while (last < 100'000) {
      if (const auto value = box.take()) {
        QVERIFY(*value > last);
        last = *value;
      }
    }
    QCOMPARE(last, 100'000);
  }
};

ORDERDECK_TEST(MailboxTest)
#include "mailbox_test.moc"
