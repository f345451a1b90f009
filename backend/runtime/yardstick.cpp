#include "runtime/yardstick.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "core/ids.h"
#include "domain/event.h"

namespace orderdeck::runtime {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kSpan{100};
constexpr int kRound = 100;  // decodes between two looks at the clock

std::string sampleEvent() {
  domain::Event event = domain::makeEvent(domain::EventKind::OrderPlaced, core::newId(), core::now(), "gateway-1");
  event.userId = "user1024";
  event.items = {{"keyboard-tkl", 2, 8'990}, {"cable-usb-c", 1, 990}};
  event.amountMinor = 18'970;
  event.deadline = core::now();
  return domain::encodeEvent(event);
}

double decodeMicros(const std::string& event) {
  const auto begun = Clock::now();
  std::int64_t decodes = 0;
  while (Clock::now() - begun < kSpan) {
    for (int i = 0; i < kRound; ++i) decodes += domain::decodeEvent(event).has_value();
  }
  return std::chrono::duration<double, std::micro>(Clock::now() - begun).count() / static_cast<double>(std::max<std::int64_t>(decodes, 1));
}

}  // namespace

Yardstick measureYardstick() {
  const std::string event = sampleEvent();
  Yardstick yardstick{.aloneMicros = decodeMicros(event)};
  std::vector<double> micros(std::max(1U, std::thread::hardware_concurrency()));
  {
    std::vector<std::jthread> threads;
    for (double& own : micros) threads.emplace_back([&own, &event] { own = decodeMicros(event); });
  }
  yardstick.togetherMicros = std::accumulate(micros.begin(), micros.end(), 0.0) / static_cast<double>(micros.size());
  return yardstick;
}

Yardstick between(const Yardstick& a, const Yardstick& b) {
  return {(a.aloneMicros + b.aloneMicros) / 2, (a.togetherMicros + b.togetherMicros) / 2};
}

}  // namespace orderdeck::runtime
