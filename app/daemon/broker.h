// `orderdeckd broker`: the embedded Kafka broker, as a process of its own, so that it can be killed, paused and
// restarted like the real thing and so that its memory and an assertion that fails in it are nobody else's.
//
// It is librdkafka's in-process cluster, made for tests. What it cannot do:
// - keep anything: messages, commits and ports are new after a restart;
// - keep much: over 5 MiB or 100,000 message sets a partition it drops the oldest, silently (services/backpressure
// is the guard);
// - remove duplicates of an idempotent producer; hold a transaction together;
// - create topics or describe and list groups over the protocol, find offsets by time, know static members;
// - form a group in under 3 s, or with a session time-out of 2 s or less; two assignors in one group abort it
// (adapters/kafka/cluster_guard.h is the guard
//   against what else does);
// - refuse anyone: it listens on loopback TCP without authentication, so any local user can read and write.
#pragma once

#include <string>

#include "domain/events/topics.h"

namespace orderdeck::daemon {

struct BrokerOptions {
  int brokers = 3;  // 1..9
  int partitions = domain::kPartitions;
  int sessionMillis = 6'000;  // the consumers' session time-out
  std::string name = "kafka";
};

/// Starts the brokers with every topic of the system, prints {"ready":true,"bootstrap":"127.0.0.1:p1,..."} as one line
/// on standard output and waits for SIGTERM or SIGINT. Returns the exit status. To be called on the main thread, before
/// any other is started.
int runBroker(const BrokerOptions& options);

}  // namespace orderdeck::daemon
