// The catalogue of fault.h. Its words are English and stand once, here; the console translates them
// (ui/widgets/fault_words.cpp).
#include "domain/services.h"
#include "faults/catalogue/fault.h"

namespace orderdeck::faults {

namespace {

using Services = std::vector<std::string>;

FaultParam shareOf(std::string what, double standard, double most = 1) {
  return {"share", "share of " + std::move(what), "share", standard, 0, most};
}

const FaultParam kCrashes = {"times", "crashes in all", "", 1, 1, 100};

}  // namespace

std::vector<FaultKind> makeFaultKinds(domain::ServiceTable services) {
  const FaultChoice dependency = {
      "dependency", "link to", {domain::kDependencyNames.begin(), domain::kDependencyNames.end()}};
  const Services gateway = {std::string(domain::kGateway)};
  const Services payment = domain::callersOf(domain::Dependency::Payment, services);
  const Services consumers = domain::consumerNames(services);
  const Services publishers = domain::serviceNames(services);
  Services processes = publishers;
  processes.insert(processes.end(), {"redis", "kafka"});
  return {
      {.name = "payment-declines",
       .summary = "The payment provider declines a share of the charges.",
       .services = payment,
       .params = {shareOf("charges", 0.3)}},
      {.name = "payment-slow",
       .summary = "The payment provider takes longer to answer a charge.",
       .services = payment,
       .params = {{"latencyMs", "added latency", "ms", 400, 0, 60'000}, {"jitterMs", "jitter", "ms", 100, 0, 60'000}}},
      {.name = "payment-unknown",
       .summary = "The payment provider does what it is asked, but its answer is lost.",
       .services = payment,
       .params = {shareOf("calls", 0.3)}},
      {.name = "payment-late",
       .summary = "The payment provider confirms so late that an order may be closed by then.",
       .services = payment,
       .params = {{"latencyMs", "added latency", "ms", 5'000, 0, 120'000}, shareOf("calls", 0.3)}},
      {.name = "consumer-slow",
       .summary = "A consumer takes longer for each batch of messages.",
       .services = consumers,
       .params = {{"latencyMs", "added latency", "ms", 500, 0, 60'000}}},
      {.name = "messages-duplicate",
       .summary = "The publisher repeats a share of its messages.",
       .services = publishers,
       .params = {shareOf("messages", 0.2), {"times", "repeats of each", "", 1, 1, 20}}},
      {.name = "messages-reorder",
       .summary = "The publisher swaps neighbouring messages: those of different orders, or also those of one order.",
       .services = publishers,
       .params = {shareOf("messages", 0.2), {"sameKey", "of one order too (1)", "", 0, 0, 1}}},
      {.name = "messages-poison",
       .summary = "The publisher adds messages that no consumer can read.",
       .services = publishers,
       .params = {shareOf("messages", 0.01)},
       .choices = {{"kind", "what kind", {"any", "not-json", "truncated", "wrong-shape", "unknown-event", "huge"}}}},
      {.name = "messages-truncated",
       .summary = "The publisher adds a truncated copy to a share of its messages.",
       .services = publishers,
       .params = {shareOf("messages", 0.01)}},
      {.name = "publish-lost-ack",
       .summary = "Messages are published, but the broker's acknowledgement is lost.",
       .services = publishers,
       .params = {shareOf("calls", 0.3, 0.95)}},
      {.name = "link-latency",
       .summary = "Each call from a node to one of its dependencies takes longer.",
       .services = publishers,
       .params = {{"latencyMs", "added latency", "ms", 100, 0, 10'000}, {"jitterMs", "jitter", "ms", 50, 0, 10'000}},
       .choices = {dependency}},
      {.name = "link-blackhole",
       .summary = "Calls from a node to one of its dependencies vanish: no answer, no error, until the time-out.",
       .services = publishers,
       .params = {},
       .choices = {dependency}},
      {.name = "link-reset",
       .summary = "The connection from a node to one of its dependencies is reset at each call.",
       .services = publishers,
       .params = {},
       .choices = {dependency}},
      {.name = "link-reply-lost",
       .summary = "A dependency does what a node asks of it, but the answer is lost.",
       .services = publishers,
       .params = {},
       .choices = {dependency}},
      {.name = "crash-after-effect",
       .summary = "A consumer dies after a batch's effects, before it emits anything.",
       .services = consumers,
       .params = {kCrashes},
       .counted = true},
      {.name = "crash-after-emit",
       .summary = "A consumer dies after it emitted a batch's events, before it commits.",
       .services = consumers,
       .params = {kCrashes},
       .counted = true},
      {.name = "crash-after-deduct",
       .summary = "The gateway dies after orders are stored, before it answers or publishes.",
       .services = gateway,
       .params = {kCrashes},
       .counted = true},
      {.name = "crash-after-publish",
       .summary = "The gateway dies after it published events, before it drops them from the outbox.",
       .services = gateway,
       .params = {kCrashes},
       .counted = true},
      {.name = "process-restart-storm",
       .summary = "Processes are restarted again and again.",
       .services = processes,
       .params = {{"times", "restarts in all", "", 5, 1, 1'000}, {"everyMs", "one every", "ms", 3'000, 200, 600'000}},
       .counted = true,
       .byDaemon = true},
  };
}

std::span<const FaultKind> faultKinds() {
  static const std::vector<FaultKind> kinds = makeFaultKinds(domain::kServices);
  return kinds;
}

}  // namespace orderdeck::faults
