#include "services/gateway/admission.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/ids.h"
#include "core/rate_limiter.h"
#include "services/gateway/shown_error.h"
#include "services/orders/order_events.h"

namespace orderdeck::services {

namespace {

using core::Error;
using core::ErrorCode;

constexpr core::Millis kLookAround{500};  // how long an idle placer waits before it looks whether the queue was closed
constexpr core::Millis kLongestRest{50};  // a call that a stuck store does not answer is no measure
constexpr core::Millis kKnockEvery{
    50};  // while the store is away: its breaker lets a knock through when a probe is due

// Each of them is known: nothing was changed.
const Error kFull{ErrorCode::Busy, "too many orders are waiting: this one was not taken, nothing was changed", true};
const Error kHeldBack{ErrorCode::Busy,
                      "too many events wait to be published: the order was not taken, nothing was changed", true};
const Error kStoreAway{ErrorCode::Busy, "the store does not answer now: the order was not taken, nothing was changed",
                       true};
const Error kWaitedTooLong{ErrorCode::Busy, "the order waited too long: it was not taken, nothing was changed", true};

ports::HttpReply accepted(const std::string& orderId) {
  return {.status = 202,
          .body = fmt::format(R"({{"orderId":"{}","status":"created"}})", orderId),
          .contentType = "application/json",
          .headers = {}};
}

}  // namespace

std::string bodyHashOf(const domain::OrderRequest& request) {
  std::vector<const domain::OrderItem*> items;
  for (const domain::OrderItem& item : request.items) items.push_back(&item);
  std::ranges::sort(items, {}, [](const domain::OrderItem* item) -> std::string_view { return item->productId; });
  std::string canonical = request.userId;
  for (const domain::OrderItem* item : items) canonical += fmt::format("|{}:{}", item->productId, item->quantity);
  if (request.deadline) canonical += fmt::format("|{}", request.deadline->count());
  return fmt::format("{:016x}", core::stableHash(canonical));
}

core::Millis restAfterFull(core::Millis took) { return std::min(took / 2, kLongestRest); }

Admission::Admission(AdmissionSettings settings, Factory<ports::OrderStore> orders,
                     Factory<ports::StoreInspector> inspector, const domain::Catalogue& catalogue,
                     ports::Metrics& metrics, std::function<void()> placed, const std::atomic<bool>& heldBack)
    : m_settings(std::move(settings)),
      m_orders(std::move(orders)),
      m_inspector(std::move(inspector)),
      m_catalogue(catalogue),
      m_metrics(metrics),
      m_placed(std::move(placed)),
      m_heldBack(heldBack),
      m_ids(m_settings.partitionOf),
      m_queue(m_settings.queue),
      m_placer(std::make_unique<core::Worker>("place", [this](std::stop_token stop) { run(stop); })) {
  // What is queued must not wait for the placer, which may be stuck in a call.
  if (m_settings.storeBreaker) m_settings.storeBreaker->onOpen([this] { refuseQueued(); });
}

void Admission::submit(ports::HttpRequest request, ports::HttpRespond respond) {
  const auto started = std::chrono::steady_clock::now();
  if (m_settings.guard && m_settings.guard->isClosed()) return refuse(respond, unchanged(m_settings.guard->refusal()));
  if (m_heldBack) return refuse(respond, kHeldBack);
  if (storeIsAway()) return refuse(respond, kStoreAway);
  auto key = ports::readIdempotencyKey(request);
  if (!key) return refuse(respond, key.error());
  auto order = domain::parseOrderRequest(request.body);
  if (!order) return refuse(respond, order.error());
  std::string bodyHash = key->empty() ? std::string{} : bodyHashOf(*order);
  const auto amount = domain::priceItems(order->items, m_catalogue);
  if (!amount) return refuse(respond, amount.error());
  Job job{.request = std::move(*order),
          .amountMinor = *amount,
          .idempotencyKey = *std::move(key),
          .bodyHash = std::move(bodyHash),
          .at = core::now(),
          .started = started,
          .respond = std::move(respond)};
  if (!m_queue.tryPush(std::move(job)))
    refuse(job.respond, kFull);
  else if (storeIsAway())
    refuseQueued();  // it opened meanwhile, and that did not see this order
}

void Admission::refuseQueued() {
  for (Job& job : m_queue.popBatch(m_queue.capacity(), core::Millis{0})) refuse(job.respond, kStoreAway);
  m_metrics.admissionQueue.set(static_cast<double>(m_queue.size()));
}

void Admission::run(std::stop_token stop) {
  core::RateLimiter limiter(m_settings.pace);
  LazyPort<ports::OrderStore> orders(m_orders);
  LazyPort<ports::StoreInspector> store(m_inspector);
  while (true) {
    std::vector<Job> jobs = m_queue.popBatch(m_settings.batch, storeIsAway() ? kKnockEvery : kLookAround);
    m_metrics.admissionQueue.set(static_cast<double>(m_queue.size()));
    if (jobs.empty()) {
      if (m_queue.closed()) return;
      if (storeIsAway()) knock(store);
      continue;
    }
    const bool isFull = jobs.size() == m_settings.batch;
    limiter.begin();
    placeBatch(orders, std::move(jobs));
    if (isFull)
      core::sleepFor(stop, restAfterFull(limiter.elapsed()));
    else
      limiter.wait(stop);
  }
}

/// One small call, so that the breaker closes by itself however long no client's order may be the probe.
void Admission::knock(LazyPort<ports::StoreInspector>& store) {
  if (const auto inspector = store.get()) static_cast<void>((*inspector)->ping());
}

void Admission::placeBatch(LazyPort<ports::OrderStore>& orders, std::vector<Job> jobs) {
  if (storeIsAway()) {
    for (Job& job : jobs) refuse(job.respond, kStoreAway);
    return;
  }
  const auto begun = std::chrono::steady_clock::now();
  const auto late = std::ranges::stable_partition(
      jobs, [&](const Job& job) { return begun - job.started <= m_settings.requestTimeout; });
  for (Job& job : late) refuse(job.respond, kWaitedTooLong);
  jobs.erase(late.begin(), late.end());

  std::vector<ports::PlaceOrder> places;
  places.reserve(jobs.size());
  for (Job& job : jobs) {
    domain::Order order{.orderId = m_ids.next(begun),
                        .userId = std::move(job.request.userId),
                        .items = std::move(job.request.items),
                        .amountMinor = job.amountMinor,
                        .state = domain::OrderState::Created,
                        .createdAt = job.at,
                        .updatedAt = job.at,
                        .deadline = job.at + job.request.deadline.value_or(m_settings.orderDeadline),
                        .paymentId = {},
                        .stock = {},
                        .reason = {},
                        .idempotencyKey = std::move(job.idempotencyKey),
                        .bodyHash = std::move(job.bodyHash)};
    std::string event = domain::encodeEvent(placedEvent(order, m_settings.node));
    places.push_back({std::move(order), std::move(event)});
  }
  if (places.empty()) return;

  const auto store = orders.get();
  const auto placed = store ? (*store)->place(places) : std::unexpected(store.error());
  if (!placed || placed->size() != jobs.size()) {
    const Error error = placed ? Error{ErrorCode::Internal, "the store answered in part", false} : placed.error();
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      const std::string_view again = againWith(
          places[i].order.idempotencyKey, "it came without an Idempotency-Key, so that a repeat may be a second order");
      refuse(jobs[i].respond, shownError(error, {"the order was taken", again}));
    }
    return;
  }
  const auto isIn = [](const core::Result<ports::Placed>& result) { return result.has_value(); };
  if (m_settings.reached && std::ranges::any_of(*placed, isIn)) m_settings.reached(kAfterDeduct);
  m_placed();
  const auto done = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const core::Result<ports::Placed>& result = (*placed)[i];
    if (!result) {
      refuse(jobs[i].respond, shownError(result.error()));
      continue;
    }
    (result->repeated ? m_metrics.repeated : m_metrics.accepted).add();
    m_metrics.acceptSeconds.observe(core::inSeconds(done - jobs[i].started));
    jobs[i].respond(accepted(result->orderId));
  }
}

void Admission::refuse(ports::HttpRespond& respond, const Error& error) {
  m_metrics.refused(error.code).add();
  respond(ports::problem(error));
}

void Admission::stop() {
  if (m_settings.storeBreaker) m_settings.storeBreaker->onOpen({});
  m_queue.close();
  m_placer->stop();
}

}  // namespace orderdeck::services
