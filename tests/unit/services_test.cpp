// An entry of the service table is all that topics, groups, faults, instances and help texts need; an optional service
// is required by nobody.
#include <QtTest>

#include <algorithm>

#include "core/ids.h"
#include "domain/services.h"
#include "faults/armed/armed_fault.h"
#include "runtime/profile/profile.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using domain::Dependency;
using domain::ServiceSpec;
using Names = std::vector<std::string>;

namespace {

constexpr std::array kExportTopics = {domain::kOrderPaid, domain::kOrderShipped};
constexpr std::array kExportCalls = {Dependency::Kafka, Dependency::Payment};

/// The product's table with a service more.
std::vector<ServiceSpec> tableWith(bool required) {
  std::vector<ServiceSpec> table(domain::kServices.begin(), domain::kServices.end());
  table.push_back(
      {.name = "export", .topics = kExportTopics, .dependencies = kExportCalls, .required = required, .prompt = false});
  return table;
}

bool holds(const Names& names, const std::string& name) { return std::ranges::count(names, name) == 1; }

}  // namespace

class ServicesTest : public QObject {
  Q_OBJECT

 private slots:
  void everyServiceIsSound() {
    for (const ServiceSpec& service : domain::kServices) {
      QVERIFY(core::isLegalId(std::string(service.name)));
      QCOMPARE(domain::findService(service.name), &service);
      QVERIFY(service.dependsOn(Dependency::Kafka));  // or nothing would come of it
      for (const auto topic : service.topics) QVERIFY(std::ranges::count(domain::kTopics, topic) == 1);
      QCOMPARE(service.consumes(), service.name != domain::kGateway);
    }
    const Names names = domain::serviceNames();
    QCOMPARE(std::set<std::string>(names.begin(), names.end()).size(), names.size());
    QVERIFY(!domain::findService("nobody"));
  }

  void whatProducesStopsBeforeWhatConsumesIt() {
    const Names wanted = {"gateway", "risk", "payment", "inventory", "points", "notification", "logistics", "ledger"};
    QCOMPARE(domain::serviceNames(), wanted);
    Names started;
    for (const auto& instance : runtime::instancesOf(runtime::Profile())) started.push_back(instance.service);
    QCOMPARE(started, wanted);
  }

  void oneEntryIsEnough() {
    const auto table = tableWith(true);
    QVERIFY(std::ranges::equal(domain::topicsOf("export", table), kExportTopics));
    QVERIFY(holds(domain::serviceNames(table), "export"));
    QVERIFY(holds(domain::consumerNames(table), "export"));
    QVERIFY(holds(domain::requiredGroups(table), "export"));
    QVERIFY(holds(domain::requiredReaders(table).at("order-shipped"), "export"));
    QVERIFY(!holds(domain::requiredReaders(table).at("order-created"), "export"));
    QCOMPARE(domain::callersOf(Dependency::Payment, table), (Names{"payment", "export"}));

    runtime::Profile profile;
    profile.instances = runtime::defaultInstances(table);
    profile.instances["export"] = 2;
    const auto instances = runtime::instancesOf(profile, table);
    QCOMPARE(instances.back().name, std::string("export-2"));
    QCOMPARE(instances.size(), table.size() + 1);

    for (const domain::FaultKind& kind : domain::kFaults)
      QCOMPARE(domain::canStrike(kind, "export", table),
               kind.target != domain::FaultTarget::Gateway && kind.target != domain::FaultTarget::LockHolders);
  }

  void anOptionalServiceIsRequiredByNobody() {
    const auto table = tableWith(false);
    QVERIFY(holds(domain::consumerNames(table), "export"));
    QCOMPARE(domain::requiredGroups(table), domain::requiredGroups());
    QVERIFY(!domain::isRequired("export", table) && domain::isRequired("payment", table));
    QVERIFY(domain::isRequired(domain::kDeadLetters, table));  // of no service of the table
    QCOMPARE(domain::requiredReaders(table), domain::requiredReaders());
    QCOMPARE(runtime::defaultInstances(table).at("export"), 0);
    QCOMPARE(runtime::defaultInstances(table).at("ledger"), 1);
  }

  void everyTopicHasAReaderThatIsRequired() {
    const auto readers = domain::requiredReaders();
    for (const std::string& topic : domain::allTopics()) QVERIFY2(!readers.at(topic).empty(), topic.c_str());
    QCOMPARE(readers.size(), domain::allTopics().size());
    QCOMPARE(readers.at("order-paid"), (Names{"inventory", "points", "ledger"}));
    QCOMPARE(readers.at("order-paid.dlq"), Names{"dead-letters"});
  }
};

ORDERDECK_TEST(ServicesTest)
#include "services_test.moc"
