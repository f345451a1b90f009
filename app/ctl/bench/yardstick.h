// How fast this machine is just now, in a unit of the project's own work: rented cores share their silicon, and are
// twice as fast in one minute as in the next. A figure of the bench divided by this can be compared with another run's.
// Blocking, about 0.2 s a call.
#pragma once

namespace orderdeck::ctl {

struct Yardstick {
  double aloneMicros = 0;     // writing, reading and keeping one event, with one thread at work
  double togetherMicros = 0;  // the same with a thread on every core
};

template <typename V>
void visit(V& v, Yardstick& y) {
  v("aloneMicros", y.aloneMicros), v("togetherMicros", y.togetherMicros);
}

Yardstick measureYardstick();

/// The mean of two.
Yardstick between(const Yardstick& a, const Yardstick& b);

}  // namespace orderdeck::ctl
