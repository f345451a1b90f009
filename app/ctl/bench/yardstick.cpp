#include "app/ctl/bench/yardstick.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "domain/events/event.h"

namespace orderdeck::ctl {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kSpan{100};
constexpr int kOrders = 4'096;  // more than a core's caches hold

/// What a service does with a message, without its waiting: write an event, read it, and keep it among many others.
double stepMicros() {
  std::unordered_map<std::string, domain::Event> kept;
  const auto begun = Clock::now();
  std::int64_t steps = 0;
  for (; Clock::now() - begun < kSpan; ++steps) {
    domain::Event event = domain::makeEvent(domain::EventKind::OrderPlaced, "order" + std::to_string(steps % kOrders),
                                            core::now(), "gateway-1");
    event.userId = "user1024";
    event.items = {{"keyboard-tkl", 2, 8'990}, {"cable-usb-c", 1, 990}};
    if (auto read = domain::decodeEvent(domain::encodeEvent(event)))
      kept.insert_or_assign(read->orderId, std::move(*read));
  }
  return std::chrono::duration<double, std::micro>(Clock::now() - begun).count() /
         static_cast<double>(std::max<std::int64_t>(steps, 1));
}

}  // namespace

Yardstick measureYardstick() {
  Yardstick yardstick{.aloneMicros = stepMicros()};
  std::vector<double> micros(std::max(1U, std::thread::hardware_concurrency()));
  {
    std::vector<std::jthread> threads;
    for (double& own : micros) threads.emplace_back([&own] { own = stepMicros(); });
  }
  yardstick.togetherMicros = std::accumulate(micros.begin(), micros.end(), 0.0) / static_cast<double>(micros.size());
  return yardstick;
}

Yardstick between(const Yardstick& a, const Yardstick& b) {
  return {(a.aloneMicros + b.aloneMicros) / 2, (a.togetherMicros + b.togetherMicros) / 2};
}

}  // namespace orderdeck::ctl
