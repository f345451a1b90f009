#include "ui/theme/state_style.h"

#include <QCoreApplication>

#include "ui/theme/format.h"

namespace orderdeck::ui {
namespace {
QString say(const char* text) { return QCoreApplication::translate("orderdeck::ui::State", text); }
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
  return {};
}

StateStyle orderStateStyle(std::string_view name) {
  if (const auto state = domain::parseState(name)) return orderStateStyle(*state);
  return {format::text(name), Tone::Neutral};
}

StateStyle nodeStateStyle(std::string_view name) {
  if (name == "up") return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "up")), Tone::Ok};
  if (name == "starting") return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "starting")), Tone::Accent};
  if (name == "paused") return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "paused")), Tone::Bad};
  if (name == "backing-off") return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "backing off")), Tone::Warn};
  if (name == "stopped") return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "stopped")), Tone::Bad};
  return {format::text(name), Tone::Neutral};
}

StateStyle verdictStyle(std::string_view verdict) {
  if (verdict == "OK") return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "OK")), Tone::Ok};
  if (verdict == "GROWING") return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "GROWING")), Tone::Warn};
  if (verdict == "STALLED") return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "STALLED")), Tone::Bad};
  if (verdict == "UNASSIGNED") return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "UNASSIGNED")), Tone::Bad};
  if (verdict == "STOPPED") return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "STOPPED")), Tone::Bad};
  if (verdict == "REWOUND") return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "REWOUND")), Tone::Warn};
  if (verdict.empty()) return {format::dash(), Tone::Neutral};
  return {format::text(verdict), Tone::Neutral};
}

StateStyle breakerStyle(std::string_view state) {
  if (state == "closed") return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "closed")), Tone::Ok};
  if (state == "half-open") return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "half-open")), Tone::Warn};
  if (state == "open") return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "open")), Tone::Bad};
  return {format::text(state), Tone::Neutral};
}

StateStyle invariantStyle(std::string_view status) {
  if (status == "ok") return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "holds")), Tone::Ok};
  if (status == "broken") return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "broken")), Tone::Bad};
  return {say(QT_TRANSLATE_NOOP("orderdeck::ui::State", "not known yet")), Tone::Neutral};
}

}  // namespace orderdeck::ui
