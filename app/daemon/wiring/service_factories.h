// How each service of the table is made for a node: the one map from a service's name to its factory.
#pragma once

#include <memory>

#include "app/daemon/wiring/node_role.h"

namespace orderdeck::daemon {

class NodeContext;

/// Makes and starts what the node's service does. Throws std::runtime_error for an address that cannot be listened on.
std::unique_ptr<NodeRole> makeNodeRole(NodeContext& context);

std::unique_ptr<NodeRole> makeGateway(NodeContext& context);
std::unique_ptr<NodeRole> makeRisk(NodeContext& context);
std::unique_ptr<NodeRole> makePayment(NodeContext& context);
std::unique_ptr<NodeRole> makeInventory(NodeContext& context);
std::unique_ptr<NodeRole> makePoints(NodeContext& context);
std::unique_ptr<NodeRole> makeNotification(NodeContext& context);
std::unique_ptr<NodeRole> makeLogistics(NodeContext& context);
std::unique_ptr<NodeRole> makeLedger(NodeContext& context);

}  // namespace orderdeck::daemon
