// The fake ledger keeps the contract of the ledger.
#include "tests/contract/ledger_contract.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_ledger.h"

using namespace orderdeck;

class LedgerFakeTest : public QObject {
  Q_OBJECT

  support::FakeLedger m_ledger;

 private slots:
  void cleanup() { m_ledger = {}; }
  void anOrderIsThereWhole() { contract::anOrderIsThereWhole(m_ledger); }
  void textSurvives() { contract::textSurvives(m_ledger); }
  void aBatchMayRepeatItself() { contract::aBatchMayRepeatItself(m_ledger); }
  void whatComesAgainIsNotTakenAgain() { contract::whatComesAgainIsNotTakenAgain(m_ledger); }
  void anOrderIsWholeOnceItsEndHasAllThatItCallsFor() {
    contract::anOrderIsWholeOnceItsEndHasAllThatItCallsFor(m_ledger);
  }
  void listsTheNewestFirst() { contract::listsTheNewestFirst(m_ledger); }
  void everyOrderIsFoundInPages() { contract::everyOrderIsFoundInPages(m_ledger); }
  void anOpenOrderHasItsDeadline() { contract::anOpenOrderHasItsDeadline(m_ledger); }
  void movementsOfAProduct() { contract::movementsOfAProduct(m_ledger); }
};

ORDERDECK_TEST(LedgerFakeTest)
#include "ledger_fake_test.moc"
