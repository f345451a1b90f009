// Keeps librdkafka's in-process cluster (2.0.2) from mistakes of its own that end it or a group. They are in its
// sockets' handling, which we cannot correct, but its thread asks poll() and snprintf() of the program that it is
// linked into: of this file's. Nobody else's calls are changed.
//
// 1. While a JoinGroup or SyncGroup waits for its answer, the cluster does not look at that connection, so it does not
// see that the client closed it.
//    When that client joins again on another one, an assertion ends the process (rdkafka_mock_cgrp.c:567). Here a
//    connection that its client has closed is closed before anything else is read.
// 2. A member's id is the address of its memory. When that was freed and given to another member, a client that was
// stopped meanwhile comes
//    back with the other's id: the same assertion, or the other is thrown out. Here every id is unique.
// 3. A member whose session ran out while its JoinGroup waited gets no answer, ever: a broker that was stopped during a
// rebalance leaves a group
//    without members until the clients give up (max.poll.interval.ms).
// 4. A broker that was stopped works through what came meanwhile, for clients that gave up long ago; their members
// elect themselves leader.
//    For 3 and 4: after a stop all connections are closed unread, but for those that wait for an answer which still
//    comes. Clients connect again at once, and send again what was not answered. (A client whose first JoinGroup is cut
//    off leaves a member behind that nobody is, which costs a session.)
#pragma once

#include "core/clock.h"

namespace orderdeck::adapters::kafka {

/// A cluster's thread that was away for so long was stopped. A client gives its session (6 s by default) up two thirds
/// of it later at the earliest.
constexpr core::Millis kClusterStopped{2'000};

/// From now on, for every cluster of this process, whose clients have this session time-out. To be called before one is
/// made.
void guardClusters(core::Millis sessionTimeout);

}  // namespace orderdeck::adapters::kafka
