// The fakes of the hot store's marks keep their contract.
#include "tests/contract/marks_contract.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_store_marks.h"

using namespace orderdeck;

class MarksFakeTest : public QObject {
  Q_OBJECT

 private slots:
  void theHighestMarksAreKept() {
    support::FakeMarkBook book, other = book;
    contract::theHighestMarksAreKept(book, other);
  }
  void theFirstReasonStays() {
    support::FakeMarkedStore store;
    store.setMarks({.epoch = "e1", .since = core::now(), .flow = {{">created", 5}}, .stocked = {}, .fences = {}});
    contract::theFirstReasonStays(store);
  }
};

ORDERDECK_TEST(MarksFakeTest)
#include "marks_fake_test.moc"
