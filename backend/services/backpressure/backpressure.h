// Rule 6: where a broker silently drops what nobody consumed yet, publishers wait while a partition's unconsumed bytes
// are over a limit. Only required groups count. What is unconsumed is what the last look at the bus found, and all that
// was published since. Shared by the publishers of one process; any thread. Looks happen on a thread of its own, and
// only while something is published.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include "core/clock.h"
#include "core/error.h"
#include "core/worker.h"
#include "ports/bus/backlog.h"
#include "services/backpressure/message_sizes.h"

namespace orderdeck::services {

struct BackpressureSettings {
  std::int64_t limitBytes = 3 * 1024 * 1024;  // unconsumed bytes of a partition above which its topic's publishers wait
  core::Millis timeout{2'000};                // how long they wait at most
};

class Backpressure {
 public:
  /// `required`: the groups that count, by topic; of other topics nothing is counted.
  Backpressure(std::unique_ptr<ports::BacklogReader> reader, ports::GroupsByTopic required,
               BackpressureSettings settings);

  /// Whether a partition of these topics may be over the limit.
  bool isOver(const SizesByTopic& batch) const;
  /// Waits until none is. Timeout (retryable) when that takes longer than the time-out.
  core::Result<void> await(const SizesByTopic& batch);
  /// The batch was published. Otherwise any part of it may have been: the next look finds what was acknowledged.
  void published(const SizesByTopic& batch, bool asAWhole);

  /// Whether somebody waits, or would have to.
  bool isHolding() const;

 private:
  struct Topic {
    MessageSizes mean;                // of what was published lately; large ones until nobody is behind any more
    MessageSizes since;               // published since the last look began
    std::int64_t behind = 0;          // messages, in the partition that is furthest behind, as of the last look
    std::int64_t unconsumed() const;  // bytes, at most, in any of its partitions
  };

  void guard(std::stop_token stop);
  void look(std::unique_lock<std::mutex>& lock);
  bool over(const SizesByTopic& batch) const;
  bool isPressing() const;

  const ports::GroupsByTopic m_required;
  const BackpressureSettings m_settings;
  mutable std::mutex m_mutex;
  std::condition_variable_any m_changed;
  std::map<std::string, Topic> m_topics;
  bool m_published = false;  // since the last look
  int m_waiting = 0;
  const std::unique_ptr<ports::BacklogReader> m_reader;  // of the worker's thread alone
  core::Worker m_worker;                                 // last: it uses all of the above
};

}  // namespace orderdeck::services
