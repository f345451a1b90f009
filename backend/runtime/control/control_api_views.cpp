#include "runtime/control/control_api_views.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/audit_tally.h"
#include "core/ids.h"
#include "domain/events/event.h"
#include "domain/order/order_wait.h"

namespace orderdeck::runtime {

using core::ErrorCode;

namespace {

void fill(api::OrderView& view, const ports::LedgerOrder& entry) {
  const domain::Order& order = entry.order;
  view.orderId = order.orderId, view.userId = order.userId, view.state = order.state;
  for (const domain::OrderItem& item : order.items)
    view.items.push_back({item.productId, item.quantity, item.unitPriceMinor});
  view.amountMinor = order.amountMinor, view.currency = domain::kCurrency;
  view.createdAt = order.createdAt, view.updatedAt = order.updatedAt, view.deadline = order.deadline;
  view.paymentId = order.paymentId, view.stock = order.stock;
  view.capturedMinor = entry.capturedMinor, view.refundedMinor = entry.refundedMinor;
}

api::TimelineEntry viewOf(const ports::TimelineEvent& entry) {
  api::TimelineEntry view{.event = entry.event,
                          .eventId = entry.eventId,
                          .occurredAt = entry.occurredAt,
                          .recordedAt = entry.recordedAt,
                          .node = entry.node,
                          .topic = entry.topic,
                          .partition = entry.partition,
                          .offset = entry.offset};
  if (const auto event = domain::decodeEvent(entry.body)) {
    (event->kind == domain::EventKind::PaymentProcessed ? view.paymentStatus : view.status) = event->status;
    view.reason = event->reason;
  }
  return view;
}

}  // namespace

api::OrderView viewOf(const ports::LedgerOrder& order) {
  api::OrderView view;
  fill(view, order);
  return view;
}

api::OrderDetail detailOf(const ports::LedgerOrder& order) {
  api::OrderDetail detail;
  fill(detail, order);
  auto& timeline = detail.timeline.emplace();
  for (const ports::TimelineEvent& entry : order.timeline) timeline.push_back(viewOf(entry));
  return detail;
}

void addWait(api::OrderView& order, const std::vector<api::NodeView>& nodes, core::Timestamp now) {
  if (!order.state.isKnown()) return;
  const domain::OrderWait wait = domain::waitOf(order.state.value());
  if (wait.service.empty()) return;
  auto& waitsFor = order.waitsFor.emplace(api::OrderWaitView{.service = std::string(wait.service), .nodes = {}});
  for (const api::NodeView& node : nodes) {
    if (node.service == wait.service) waitsFor.nodes.push_back({node.name, node.state});
  }
  if (wait.atDeadline != domain::AtDeadline::Nothing && order.deadline != core::Timestamp{})
    order.cancelledIn = core::inSeconds(order.deadline - now);
}

api::StockMovementView viewOf(const ports::StockMovement& m) {
  return {m.movementId, m.orderId, m.productId, m.kind, m.quantity, m.occurredAt};
}

api::FaultKindView viewOf(const domain::FaultKind& kind) {
  api::FaultKindView view{.name = std::string(kind.name),
                          .summary = kind.summary,
                          .unit = kind.unit,
                          .services = domain::targetsOf(kind),
                          .needsTarget = kind.byDaemon(),
                          .params = {},
                          .choices = {}};
  for (const domain::FaultParam& p : kind.params)
    view.params.push_back({std::string(p.name), p.title, std::string(p.unit), p.standard, p.least, p.most});
  for (const domain::FaultChoice& c : kind.choices)
    view.choices.push_back({std::string(c.name), c.title, {c.options.begin(), c.options.end()}});
  return view;
}

api::AuditAnswer viewOf(const AuditReport& report) {
  const api::AuditTally tally = api::tallyOf(report.invariants);
  api::AuditAnswer answer{.ok = report.ok,
                          .status = api::verdictOf(tally),
                          .summary = api::summaryOf(tally),
                          .atRest = report.atRest,
                          .unrest = report.unrest,
                          .seconds = report.seconds,
                          .invariants = report.invariants,
                          .balance = report.balance,
                          .brokenOrders = {}};
  for (const ports::LedgerOrder& order : report.broken) answer.brokenOrders.push_back(detailOf(order));
  return answer;
}

faults::ArmedFault faultOf(const api::ArmFault& order) {
  return {.id = {},
          .name = order.name,
          .target = order.target,
          .params = order.params,
          .from = {},
          .until = {},
          .seed = order.seed,
          .by = order.by,
          .choices = order.choices};
}

core::Result<ports::OrderQuery> ledgerQuery(const api::OrdersQuery& query) {
  ports::OrderQuery out{.states = {}, .text = query.text, .before = query.before, .limit = query.limit};
  for (const std::string& word : query.states) {
    const auto state = domain::parseState(word);
    if (!state) return core::fail(ErrorCode::InvalidArgument, fmt::format("states: no state '{}'", word.substr(0, 40)));
    out.states.push_back(*state);
  }
  // PostgreSQL takes no NUL in a text; and no id that it could find has one.
  for (const auto& [name, value] : {std::pair("q", &out.text), std::pair("before", &out.before)}) {
    if (std::ranges::any_of(*value, [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
      return core::fail(ErrorCode::InvalidArgument, fmt::format("{} must have no control characters", name));
  }
  return out;
}

}  // namespace orderdeck::runtime
