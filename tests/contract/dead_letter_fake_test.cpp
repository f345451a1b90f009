// The fake dead letters keep the contract of the store of them.
#include "tests/contract/dead_letter_contract.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_dead_letters.h"

using namespace orderdeck;

class DeadLetterFakeTest : public QObject {
  Q_OBJECT

  support::FakeDeadLetters m_letters;

 private slots:
  void cleanup() { m_letters.clear(); }
  void aLetterIsThereWhole() { contract::aLetterIsThereWhole(*m_letters.open()); }
  void aLetterThatComesTwiceIsOne() { contract::aLetterThatComesTwiceIsOne(*m_letters.open()); }
  void whatFailsAgainWaitsAgainAndCountsOn() { contract::whatFailsAgainWaitsAgainAndCountsOn(*m_letters.open()); }
  void aRedriveIsForEveryServiceThatFailed() { contract::aRedriveIsForEveryServiceThatFailed(*m_letters.open()); }
  void whatFailsAgainWhileItIsRedrivenWaits() { contract::whatFailsAgainWhileItIsRedrivenWaits(*m_letters.open()); }
  void theListIsFilteredAndPaged() { contract::theListIsFilteredAndPaged(*m_letters.open()); }
  void manyAreMarkedAtOnce() { contract::manyAreMarkedAtOnce(*m_letters.open()); }
  void whatFailsAgainAfterARedriveUnderItsIdWaitsAgain() {
    contract::whatFailsAgainAfterARedriveUnderItsIdWaitsAgain(*m_letters.open());
  }
  void messagesDifferByTheirHeadersToo() { contract::messagesDifferByTheirHeadersToo(*m_letters.open()); }
};

ORDERDECK_TEST(DeadLetterFakeTest)
#include "dead_letter_fake_test.moc"
