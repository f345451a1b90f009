// The answers to changes that came with an idempotency key, for when the key comes again: within a day, and as long as
// this process lives, a change is done once. Only what was done is kept: a call that was refused may be made again. Any
// thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "ports/http.h"

namespace orderdeck::runtime {

class KeptReplies {
 public:
  using Steady = std::chrono::steady_clock;
  using Run = std::move_only_function<void(ports::HttpRespond respond)>;  // makes the call

  explicit KeptReplies(std::size_t most = 10'000, Steady::duration life = std::chrono::hours(24))
      : m_keys(std::make_shared<Keys>(most, life)) {}

  /// Answers with what the first call with `key` was answered, and waits for it while it runs; 422 when that one asked
  /// for something else. Makes the call when there was none. `asked`: a hash of all that the call asks.
  void answer(const std::string& key, std::uint64_t asked, ports::HttpRespond respond, Run run,
              Steady::time_point now = Steady::now());

 private:
  struct Call {
    std::uint64_t asked = 0;
    Steady::time_point at;
    std::optional<ports::HttpReply> reply = {};    // nothing: it runs
    std::vector<ports::HttpRespond> waiting = {};  // who asked meanwhile
  };

  /// Outlives this object for as long as a call runs.
  struct Keys {
    Keys(std::size_t mostKept, Steady::duration lifeOfKeys) : most(mostKept), life(lifeOfKeys) {}
    void dropOld(Steady::time_point now);
    std::vector<ports::HttpRespond> end(const std::string& key, const ports::HttpReply& reply);

    const std::size_t most;
    const Steady::duration life;
    std::mutex mutex;
    std::map<std::string, Call> calls;
    std::deque<std::string> done;  // keys whose reply is kept, the oldest first
  };

  std::shared_ptr<Keys> m_keys;
};

}  // namespace orderdeck::runtime
