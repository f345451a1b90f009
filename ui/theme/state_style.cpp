#include "ui/theme/state_style.h"

#include <QCoreApplication>

#include "ui/theme/format.h"

namespace orderdeck::ui {
namespace {
QString say(const char* text) { return QCoreApplication::translate("orderdeck::ui::State", text); }

// Of a word that a newer daemon says.
StateStyle notKnown() { return {format::dash(), Tone::Neutral}; }
}  // namespace

StateStyle orderStateStyle(domain::OrderState state) {
  using enum domain::OrderState;
  const auto styled = [](const char* text, Tone tone) { return StateStyle{say(text), tone}; };
  switch (state) {
    case Created: return styled(QT_TRANSLATE_NOOP("orderdeck::ui::State", "Created"), Tone::Accent);
    case Paying: return styled(QT_TRANSLATE_NOOP("orderdeck::ui::State", "Paying"), Tone::Accent);
    case Paid: return styled(QT_TRANSLATE_NOOP("orderdeck::ui::State", "Paid"), Tone::Accent);
    case Reserved: return styled(QT_TRANSLATE_NOOP("orderdeck::ui::State", "Reserved"), Tone::Ok);
    case Shipped: return styled(QT_TRANSLATE_NOOP("orderdeck::ui::State", "Shipped"), Tone::Ok);
    case Completed: return styled(QT_TRANSLATE_NOOP("orderdeck::ui::State", "Completed"), Tone::Ok);
    case Rejected: return styled(QT_TRANSLATE_NOOP("orderdeck::ui::State", "Rejected"), Tone::Neutral);
    case Cancelled: return styled(QT_TRANSLATE_NOOP("orderdeck::ui::State", "Cancelled"), Tone::Bad);
    case Refunding: return styled(QT_TRANSLATE_NOOP("orderdeck::ui::State", "Refunding"), Tone::Warn);
    case Refunded: return styled(QT_TRANSLATE_NOOP("orderdeck::ui::State", "Refunded"), Tone::Warn);
  }
  return notKnown();
}

StateStyle nodeStateStyle(api::NodeState state) {
  using enum api::NodeState;
  switch (state) {
    case Up: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "up")), Tone::Ok};
    case Starting: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "starting")), Tone::Accent};
    case Paused: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "paused")), Tone::Bad};
    case BackingOff: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "backing off")), Tone::Warn};
    case Stopped: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "stopped")), Tone::Bad};
  }
  return notKnown();
}

StateStyle verdictStyle(domain::LagVerdict verdict) {
  using enum domain::LagVerdict;
  switch (verdict) {
    case KeepingUp: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "keeping up")), Tone::Ok};
    case NotStarted: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "not started")), Tone::Neutral};
    case Recovering: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "recovering")), Tone::Accent};
    case Rewound: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "rewound")), Tone::Warn};
    case FallingBehind: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "falling behind")), Tone::Warn};
    case NobodyReads: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "nobody reads")), Tone::Bad};
    case Unknown: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "unknown")), Tone::Neutral};
  }
  return notKnown();
}

StateStyle systemStateStyle(api::SystemState state) {
  using enum api::SystemState;
  switch (state) {
    case Starting: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "starting")), Tone::Accent};
    case Running: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "running")), Tone::Ok};
    case Degraded: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "degraded")), Tone::Bad};
    case Stopping: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "stopping")), Tone::Warn};
    case Unknown: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "UNKNOWN")), Tone::Bad};
  }
  return notKnown();
}

StateStyle breakerStyle(core::BreakerState state) {
  using enum core::BreakerState;
  switch (state) {
    case Closed: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "closed")), Tone::Ok};
    case HalfOpen: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "half-open")), Tone::Warn};
    case Open: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "open")), Tone::Bad};
  }
  return notKnown();
}

StateStyle invariantStyle(domain::Verdict status) {
  using enum domain::Verdict;
  switch (status) {
    case Ok: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "holds")), Tone::Ok};
    case Broken: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "broken")), Tone::Bad};
    case Unknown: return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "not known yet")), Tone::Neutral};
  }
  return notKnown();
}

}  // namespace orderdeck::ui
