// Stands before a dependency: when too many calls fail it opens and refuses them at once, so that nobody waits for what
// does not answer; after a while it lets probes through, and closes when they succeed. Shared by all connections of a
// process to that dependency; any thread.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/error.h"
#include "core/words.h"

namespace orderdeck::core {

enum class BreakerState { Closed, HalfOpen, Open };
enum class BreakerForce { Auto, Open, Closed };

constexpr auto wordsOf(BreakerState) {
  return std::to_array<Word<BreakerState>>(
      {{BreakerState::Closed, "closed"}, {BreakerState::HalfOpen, "half-open"}, {BreakerState::Open, "open"}});
}
using BreakerStateWord = ClosedWord<BreakerState>;
constexpr auto wordsOf(BreakerForce) {
  return std::to_array<Word<BreakerForce>>(
      {{BreakerForce::Auto, "auto"}, {BreakerForce::Open, "open"}, {BreakerForce::Closed, "closed"}});
}
using BreakerForceWord = ClosedWord<BreakerForce>;

struct BreakerSettings {
  Millis window{10'000};      // over which the share of failures is taken
  int leastCalls = 20;        // in the window; with fewer the share says nothing
  double failureShare = 0.5;  // 0..1, of the window's calls, that opens
  int errors = 5;             // so many within `errorSpan` open as well, however many calls succeed
  Millis errorSpan{5'000};
  Millis openFor{1'000};  // before probes are let through
  int probes = 1;         // let through at once; all of them must succeed
};

struct BreakerFigures {
  BreakerState state = BreakerState::Closed;
  BreakerForce force = BreakerForce::Auto;
  double failureShare = 0;           // of the window's calls
  std::int64_t opened = 0;           // how often it went from closed to open by itself
  std::optional<Millis> untilProbe;  // while it is open by itself
  std::string why;                   // the last failure's words while it is not closed; empty: an operator opened it
};

class CircuitBreaker {
 public:
  using Steady = std::chrono::steady_clock;
  using Permit = std::uint64_t;

  explicit CircuitBreaker(std::string dependency, BreakerSettings settings = {},
                          std::function<Steady::time_point()> now = Steady::now);

  const std::string& dependency() const { return m_dependency; }

  /// Before a call: Unavailable (retryable) when it must not be made now. Every permit is given back by end().
  Result<Permit> begin();
  /// After the call. An error counts as a failure when it speaks of the dependency; any other one is an answer.
  void end(Permit permit, const Error* error);

  /// Whether calls go through freely: not while probes decide. Costs next to nothing.
  bool isClosed() const { return m_isClosed.load(std::memory_order_relaxed); }
  BreakerFigures figures() const;

  /// Open: no call and no probe goes through. Closed: all do, whatever fails. Auto: it decides by itself again, after
  /// Open by a probe.
  void force(BreakerForce force);

  /// Called whenever it stops being closed, on the thread that made it so. An empty function ends that, and waits for a
  /// call that is on its way.
  void onOpen(std::function<void()> listener);

 private:
  struct Slice {  // a tenth of the window
    std::int64_t tick = -1;
    int calls = 0, failures = 0;
  };
  static constexpr std::size_t kSlices = 10;

  std::int64_t tickOf(Steady::time_point now) const;
  Slice windowAt(Steady::time_point now) const;
  void count(Steady::time_point now, bool failed);
  bool tooMany(Steady::time_point now) const;
  void probed(Steady::time_point now, bool failed);
  void enter(BreakerState state, Steady::time_point now);
  void tellOpen();

  const std::string m_dependency;
  const BreakerSettings m_settings;
  const std::function<Steady::time_point()> m_now;
  mutable std::mutex m_mutex;  // guards all down to m_probesDone
  BreakerState m_state = BreakerState::Closed;
  BreakerForce m_force = BreakerForce::Auto;
  Permit m_era = 1;  // grows with every change of state: a call of an earlier one says nothing of this
  std::array<Slice, kSlices> m_slices;
  std::deque<Steady::time_point> m_errors;  // the last settings.errors of them
  std::int64_t m_opened = 0;
  Steady::time_point m_openUntil{};
  std::string m_why;  // the last failure's words
  int m_probesOut = 0, m_probesDone = 0;
  std::atomic<bool> m_isClosed = true;
  std::mutex m_listenerMutex;  // held while the listener runs
  std::function<void()> m_listener;
};

/// Whether an error says that the dependency itself is not well: gone, silent, or not able to serve now.
bool speaksOfDependency(const Error& error);

/// Whether an error is a breaker's own: the call was not made.
bool isRefusal(const Error& error);

}  // namespace orderdeck::core
