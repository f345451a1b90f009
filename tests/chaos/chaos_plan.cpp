#include "tests/chaos/chaos_plan.h"

#include <algorithm>
#include <random>

#include <fmt/format.h>

#include "faults/armed/armed_fault.h"
#include "runtime/profile/profile.h"

namespace orderdeck::chaos {

namespace {

using core::Millis;

// std::uniform_int_distribution is another one in another standard library; a seed must mean the same everywhere.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : m_random(seed) {}
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(most - least + 1));
  }
  double share() { return static_cast<double>(m_random() >> 11) * 0x1p-53; }
  template <typename T>
  const T& oneOf(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(all.size()) - 1))];
  }

 private:
  std::mt19937_64 m_random;
};

constexpr Millis kFirst{2'000};                            // so that the load runs before the first failure
constexpr std::int64_t kLeastGap = 400, kMostGap = 2'500;  // ms from one failure to the next
constexpr std::int64_t kLongPause = 60'000;
constexpr std::int64_t kLeastLoad = 8'000, kMostLoad = 20'000;

api::LoadSpec drawLoad(Dice& dice) {
  api::LoadSpec load;
  using enum api::LoadShape;
  load.shape = dice.oneOf(std::vector{Steady, Ramp, Spike, Sine, Step, Poisson});
  load.rate = static_cast<double>(dice.between(100, 900));
  load.seconds = 3'600;  // until the next load, or the end
  load.duplicates = 0.1 * dice.share();
  load.hotSku = dice.share() < 0.3 ? 0.3 : 0;
  load.connections = 64;
  load.seed = static_cast<std::uint64_t>(dice.between(1, 1'000'000));
  return load;
}

// What would only tell of time-outs, or stops everything for as long as it lasts, stays short or small.
double drawParam(Dice& dice, const domain::FaultParam& param) {
  if (param.unit == "share") return 0.02 + 0.4 * dice.share() * param.most;
  if (param.unit == "ms") return std::max(param.least, static_cast<double>(dice.between(20, 1'500)));
  return static_cast<double>(
      dice.between(static_cast<std::int64_t>(param.least), static_cast<std::int64_t>(std::min(param.most, 3.0))));
}

Step drawFault(Dice& dice) {
  static const std::vector<domain::FaultKind> kinds(domain::kFaults.begin(), domain::kFaults.end());
  const domain::FaultKind& kind = dice.oneOf(kinds);
  Step step;
  step.act = Act::Arm;
  step.fault = kind.name;
  step.target =
      kind.target == domain::FaultTarget::Processes ? dice.oneOf(victims()) : dice.oneOf(domain::targetsOf(kind));
  step.lasts = Millis{dice.between(1'000, 6'000)};
  for (const auto& param : kind.params) step.params[std::string(param.name)] = drawParam(dice, param);
  for (const auto& choice : kind.choices)
    step.choices[std::string(choice.name)] =
        dice.oneOf(std::vector<std::string>(choice.options.begin(), choice.options.end()));
  step.seed = static_cast<std::uint64_t>(dice.between(1, 1'000'000));
  return step;
}

// Most are shorter than any time-out, some longer than all of them.
Millis drawPause(Dice& dice) {
  return Millis{dice.share() < 0.8 ? dice.between(200, 4'000) : dice.between(4'000, kLongPause)};
}

Step drawFailure(Dice& dice) {
  Step step;
  const double throwOf = dice.share();
  if (throwOf < 0.20) {
    step.act = Act::Kill;
    step.target = dice.oneOf(victims());
  } else if (throwOf < 0.34) {
    step.act = Act::Pause;
    step.target = dice.oneOf(victims());
    step.lasts = drawPause(dice);
  } else if (throwOf < 0.40) {
    step.act = Act::Restart;
    step.target = dice.oneOf(victims());
  } else if (throwOf < 0.43) {
    step.act = Act::KillDaemon;
  } else if (throwOf < 0.45) {
    step.act = Act::KillAll;
  } else if (throwOf < 0.47) {
    step.act = Act::TearLog;
    step.share = dice.share();
  } else if (throwOf < 0.49) {
    step.act = Act::FlushStore;
  } else if (throwOf < 0.53) {
    step.act = Act::Mail;
    step.how = dice.oneOf(std::vector<std::string>{"refuse", "defer", "busy"});
    step.lasts = Millis{dice.between(2'000, 15'000)};
  } else if (throwOf < 0.56) {
    step.act = Act::BreakLedger;
    step.how = dice.oneOf(std::vector<std::string>{"header", "locked"});
    step.lasts = Millis{dice.between(2'000, 15'000)};
  } else if (throwOf < 0.61) {
    step.act = Act::Cancel;
  } else if (throwOf < 0.64) {
    step.act = Act::Restock;
    step.target = "abc";
  } else {
    step = drawFault(dice);
  }
  return step;
}

}  // namespace

const std::vector<std::string>& victims() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> names;
    for (const runtime::Instance& node : runtime::instancesOf(runtime::Profile())) names.push_back(node.name);
    names.insert(names.end(), {"redis", "broker"});
    return names;
  }();
  return all;
}

std::vector<Step> drawPlan(std::uint64_t seed, Millis length) {
  Dice dice(seed);
  std::vector<Step> steps;
  for (std::int64_t at = 0; at < length.count(); at += dice.between(kLeastLoad, kMostLoad)) {
    Step step;
    step.at = Millis{at};
    step.act = Act::Load;
    step.load = drawLoad(dice);
    steps.push_back(std::move(step));
  }
  const std::int64_t calm = length.count() * 9 / 10;
  for (std::int64_t at = kFirst.count(); at < calm; at += dice.between(kLeastGap, kMostGap)) {
    Step step = drawFailure(dice);
    step.at = Millis{at};
    steps.push_back(std::move(step));
  }
  std::ranges::stable_sort(steps, {}, &Step::at);
  return steps;
}

std::string describe(const Step& step) {
  const auto line = [&](std::string what) {
    return fmt::format("{:6.1f} s  {}", static_cast<double>(step.at.count()) / 1e3, what);
  };
  const double lasts = static_cast<double>(step.lasts.count()) / 1e3;
  switch (step.act) {
    case Act::Kill: return line("kill -9 " + step.target);
    case Act::Pause: return line(fmt::format("pause {} for {:.1f} s", step.target, lasts));
    case Act::Restart: return line("restart " + step.target);
    case Act::KillDaemon: return line("kill -9 the daemon");
    case Act::KillAll: return line("kill -9 everything at once");
    case Act::TearLog:
      return line(fmt::format("kill -9 everything at once, {:.0f} % into a write of Redis", 100 * step.share));
    case Act::FlushStore: return line("FLUSHALL, and a rebuild");
    case Act::Mail: return line(fmt::format("the mail server: {}, for {:.1f} s", step.how, lasts));
    case Act::BreakLedger: return line(fmt::format("the ledger's file: {}, for {:.1f} s", step.how, lasts));
    case Act::Cancel: return line("cancel some of the newest orders");
    case Act::Restock: return line("restock " + step.target);
    case Act::Load: return line(fmt::format("load: {}, {:.0f} orders/s", step.load.shape.text(), step.load.rate));
    case Act::Arm: break;
  }
  std::string params;
  for (const auto& [name, value] : step.params) params += fmt::format(" {}={:.3g}", name, value);
  for (const auto& [name, word] : step.choices) params += fmt::format(" {}={}", name, word);
  return line(fmt::format("arm {} at {} for {:.1f} s{}", step.fault, step.target, lasts, params));
}

}  // namespace orderdeck::chaos
