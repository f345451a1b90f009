// What an event's JSON costs: each order is encoded about six times and decoded about ten times on its way.
#include <benchmark/benchmark.h>

#include "domain/events/event.h"

namespace {

using namespace orderdeck;

domain::Event placed(int items) {
  domain::Event event =
      domain::makeEvent(domain::EventKind::OrderPlaced, "01JD8Z3V5K2M4N6P8Q0R2S4T6V", core::now(), "gateway-1");
  event.userId = "user1234";
  for (int i = 0; i < items; ++i) event.items.push_back({"product-" + std::to_string(i), i + 1, 1999});
  event.amountMinor = 1999LL * items * (items + 1) / 2;
  event.deadline = event.placedAt + core::Millis{600'000};
  return event;
}

domain::Event shipped() {
  return domain::makeEvent(domain::EventKind::OrderShipped, "01JD8Z3V5K2M4N6P8Q0R2S4T6V", core::now(), "logistics-1");
}

void encode(benchmark::State& state, const domain::Event& event) {
  for (auto _ : state) benchmark::DoNotOptimize(domain::encodeEvent(event));
  state.SetBytesProcessed(static_cast<std::int64_t>(domain::encodeEvent(event).size()) * state.iterations());
}

void decode(benchmark::State& state, const domain::Event& event) {
  const std::string json = domain::encodeEvent(event);
  for (auto _ : state) {
    auto read = domain::decodeEvent(json);
    if (!read) state.SkipWithError(read.error().what.c_str());
    benchmark::DoNotOptimize(read);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(json.size()) * state.iterations());
}

}  // namespace

BENCHMARK_CAPTURE(encode, OrderPlaced_2_items, placed(2));
BENCHMARK_CAPTURE(encode, OrderPlaced_20_items, placed(20));
BENCHMARK_CAPTURE(encode, OrderShipped, shipped());
BENCHMARK_CAPTURE(decode, OrderPlaced_2_items, placed(2));
BENCHMARK_CAPTURE(decode, OrderPlaced_20_items, placed(20));
BENCHMARK_CAPTURE(decode, OrderShipped, shipped());

BENCHMARK_MAIN();
