#include "app/daemon/wiring/service_factories.h"

#include <algorithm>
#include <array>

#include "app/daemon/wiring/node_context.h"
#include "domain/services.h"

namespace orderdeck::daemon {

namespace {

struct ServiceFactory {
  std::string_view service;
  std::unique_ptr<NodeRole> (*make)(NodeContext&);
};

constexpr std::array kFactories = {
    ServiceFactory{domain::kGateway, makeGateway}, ServiceFactory{"risk", makeRisk},
    ServiceFactory{"payment", makePayment},        ServiceFactory{"inventory", makeInventory},
    ServiceFactory{"points", makePoints},          ServiceFactory{"notification", makeNotification},
    ServiceFactory{"logistics", makeLogistics},    ServiceFactory{"ledger", makeLedger},
};

static_assert(std::ranges::equal(kFactories, domain::kServices, {}, &ServiceFactory::service,
                                 &domain::ServiceSpec::name),
              "every service of the table has a factory here, in the table's order");

}  // namespace

std::unique_ptr<NodeRole> makeNodeRole(NodeContext& context) {
  return std::ranges::find(kFactories, context.service.name, &ServiceFactory::service)->make(context);
}

}  // namespace orderdeck::daemon
