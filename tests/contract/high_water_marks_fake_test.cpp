// The fakes of the hot store's marks keep their contract.
#include "tests/contract/high_water_marks_contract.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_marked_store.h"

using namespace orderdeck;

class HighWaterMarksFakeTest : public QObject {
  Q_OBJECT

 private slots:
  void theHighestMarksAreKept() {
    support::FakeHighWaterMarkStore store, other = store;
    contract::theHighestMarksAreKept(store, other);
  }
  void theFirstReasonStays() {
    support::FakeMarkedStore store;
    store.setMarks({.epoch = "e1", .since = core::now(), .flow = {{">created", 5}}, .stocked = {}, .fences = {}});
    contract::theFirstReasonStays(store);
  }
};

ORDERDECK_TEST(HighWaterMarksFakeTest)
#include "high_water_marks_fake_test.moc"
