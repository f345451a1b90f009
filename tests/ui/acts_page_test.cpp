// The page Acts on a scripted backend: who did what, why and what came of it; and what a token that may only view
// leaves of the console's acts.
#include "ui/pages/acts/acts_page.h"
#include "api/json_encoder.h"
#include "tests/harness/test_registry.h"
#include "tests/ui/window_fixture.h"
#include "ui/pages/acts/act_model.h"
#include "ui/pages/nodes/nodes_page.h"
#include "ui/theme/language.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using tests::shownRow;

namespace {

api::ActView entry(std::int64_t sequence, api::ActOutcome outcome = api::ActOutcome::Done) {
  return {.sequence = sequence,
          .at = core::fromEpochMillis(1'795'300'860'123 + sequence * 1'000),
          .who = "anna",
          .token = "run.json",
          .through = api::Through::Ctl,
          .act = api::Act::ControlNode,
          .target = "payment-" + std::to_string(sequence),
          .arguments = "pause",
          .reason = sequence % 2 == 1 ? "a drill" : "",
          .outcome = outcome};
}

/// From `newest` back, so many.
api::ActsAnswer pageFrom(std::int64_t newest, int count) {
  api::ActsAnswer page;
  for (std::int64_t i = newest; i > newest - count; --i) page.acts.push_back(entry(i));
  page.next = newest - count;
  return page;
}

std::vector<std::int64_t> numbers(const ActModel& model) {
  std::vector<std::int64_t> all;
  for (const auto& act : model.rows()) all.push_back(act.sequence);
  return all;
}
using Numbers = std::vector<std::int64_t>;

}  // namespace

class ActsPageTest : public QObject, private tests::PageParts {
  Q_OBJECT
 private slots:
  void init() { setUpPages(); }
  void cleanup() { takeDownPages(); }

  void whetherAnybodyDidAnythingIsNotKnownBeforeItIsRead() {
    m_backend->answer("GET /api/acts", core::fail(core::ErrorCode::Unavailable, "not now"));
    open<ActsPage>();
    QCOMPARE(table("Acts")->emptyText(), QStringLiteral("The log of acts was not read yet"));
    answer({});
    QTRY_COMPARE(table("Acts")->emptyText(), QStringLiteral("Nobody did anything to the system yet"));
  }

  void whoDidWhatAndWhyIsShown() {
    api::ActView refused = entry(2, api::ActOutcome::Refused);
    refused.code = "not_found", refused.detail = "no process is named payment-2";
    answer({.acts = {refused, entry(1)}, .next = 0});
    open<ActsPage>();
    QTRY_COMPARE(table("Acts")->model()->rowCount(), 2);
    QCOMPARE(shownRow(table("Acts"), 1), QStringList({"2026-11-21 22:41:01", "anna", "ctl", "run.json", "control node",
                                                      "payment-1", "pause", "a drill", "done"}));
    QCOMPARE(shownRow(table("Acts"), 0).mid(7), QStringList({"—", "refused"}));
    QVERIFY(table("Acts")->model()->index(0, 8).data(Qt::ToolTipRole).toString().contains("no process is named"));
    // What comes later appears by itself.
    answer({.acts = {entry(3), refused, entry(1)}, .next = 0});
    QTRY_COMPARE(table("Acts")->model()->rowCount(), 3);
    QCOMPARE(shownRow(table("Acts"), 0).at(5), QStringLiteral("payment-3"));
  }

  void theFilterLooksAtEveryColumn() {
    answer({.acts = {entry(2), entry(1)}, .next = 0});
    open<ActsPage>();
    QTRY_COMPARE(table("Acts")->model()->rowCount(), 2);
    auto* filter = m_page->findChild<QLineEdit*>();
    filter->setText(QStringLiteral("drill anna"));
    QCOMPARE(table("Acts")->model()->rowCount(), 1);
    QVERIFY(m_page->escape());
    QCOMPARE(table("Acts")->model()->rowCount(), 2);
    QVERIFY(!m_page->escape());
  }

  void olderOnesComeWhenTheyAreWanted() {
    ActModel model;
    QSignalSpy wanted(&model, &ActModel::moreWanted);
    model.showNewest(pageFrom(10, 3));
    QVERIFY(model.canFetchMore({}));
    model.fetchMore({});
    QVERIFY(!model.canFetchMore({}));  // asked for
    QCOMPARE(wanted.at(0).at(0).toLongLong(), 7);
    model.showOlder(pageFrom(7, 3));
    QCOMPARE(numbers(model), (Numbers{10, 9, 8, 7, 6, 5}));
    model.showNewest(pageFrom(11, 3));  // the older ones stay
    QCOMPARE(numbers(model), (Numbers{11, 10, 9, 8, 7, 6, 5}));
    model.fetchMore({});
    QCOMPARE(wanted.at(1).at(0).toLongLong(), 4);
    model.olderFailed();
    QVERIFY(model.canFetchMore({}));
    model.showNewest(pageFrom(30, 3));  // some between are not known
    QCOMPARE(numbers(model), (Numbers{30, 29, 28}));
    model.showOlder(pageFrom(27, 3));
    QCOMPARE(numbers(model), (Numbers{30, 29, 28, 27, 26, 25}));
    model.showNewest({.acts = {entry(2), entry(1)}, .next = 0});  // another backend's
    QCOMPARE(numbers(model), (Numbers{2, 1}));
    QVERIFY(!model.canFetchMore({}));
  }

  void anOutcomeThatIsKnownLaterReplacesItsEntry() {
    ActModel model;
    model.showNewest({.acts = {entry(1, api::ActOutcome::Begun)}, .next = 0});
    QCOMPARE(model.index(0, 8).data().toString(), QStringLiteral("begun"));
    model.showNewest({.acts = {entry(1)}, .next = 0});
    QCOMPARE(model.index(0, 8).data().toString(), QStringLiteral("done"));
  }

  void everyWordIsTranslated() {
    const auto before = applyLanguage(*qApp, QStringLiteral("zh_CN"));
    for (const auto& word : core::kWords<api::Act>)
      QVERIFY2(QCoreApplication::translate("orderdeck::ui::ActText", std::string(word.name).c_str()) !=
                   QString::fromStdString(std::string(word.name)),
               std::string(word.name).c_str());
    for (const auto& word : core::kWords<api::ActOutcome>)
      QVERIFY(QCoreApplication::translate("orderdeck::ui::ActText", std::string(word.name).c_str()) !=
              QString::fromStdString(std::string(word.name)));
    applyLanguage(*qApp, QStringLiteral("en"));
  }

  void aReasonGoesWithTheAct() {
    open<NodesPage>();
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 11);
    table("Nodes")->selectKey(QStringLiteral("payment-1"));
    m_page->findChild<QAction*>(QStringLiteral("act-kill"))->trigger();
    auto* dialog = m_page->findChild<ConfirmDialog*>();
    QVERIFY(dialog != nullptr);
    QTest::keyClicks(dialog->findChild<QLineEdit*>(QStringLiteral("reason")), QStringLiteral(" ticket 7 "));
    confirm();
    QTRY_COMPARE(m_backend->calls("POST /api/nodes/payment-1/kill").size(), std::size_t{1});
    QCOMPARE(m_backend->lastReason(), std::string("ticket 7"));
  }

  void aTokenThatMayOnlyViewDisablesActs() {
    m_backend->setScope(api::Scope::View);
    open<NodesPage>();
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 11);
    QCOMPARE(m_feed->whyNoAct(), QStringLiteral("This token may only view"));
    QCOMPARE(m_feed->whyNoAct({}, api::Scope::View), QString());
    table("Nodes")->selectKey(QStringLiteral("payment-1"));
    auto* kill = m_page->findChild<QAction*>(QStringLiteral("act-kill"));
    QVERIFY(!kill->isEnabled());
    QVERIFY(kill->toolTip().contains(QStringLiteral("This token may only view")));
    std::optional<core::Error> told;
    m_feed->send(api::shutDown(), m_page.get(), [&](const auto& answer) { told = answer.error(); });
    QTRY_VERIFY(told.has_value());
    QVERIFY(m_backend->calls("POST /api/shutdown").empty());
  }

  void aTokenThatMayOperateDoesNotDoAll() {
    m_backend->setScope(api::Scope::Operate);
    open<NodesPage>();
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 11);
    QCOMPARE(m_feed->whyNoAct(), QString());
    QCOMPARE(m_feed->whyNoAct({}, api::Scope::Admin), QStringLiteral("This needs a token with the scope admin"));
  }

 private:
  void answer(const api::ActsAnswer& page) { m_backend->answer("GET /api/acts", api::encodeJson(page)); }
};

ORDERDECK_TEST(ActsPageTest)
#include "acts_page_test.moc"
