#include "ui/words/event_text.h"

#include <QCoreApplication>
#include <array>

#include "api/ops_event_table.h"
#include "ui/theme/format.h"
#include "ui/words/fault_text.h"
#include "ui/words/invariant_name.h"

namespace orderdeck::ui {
namespace {

QString say(const char* text) { return QCoreApplication::translate("orderdeck::ui::EventText", text); }

QString forceText(const std::string& name) {
  const auto force = core::named<core::BreakerForce>(name);
  if (force == core::BreakerForce::Open) return say(QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "hold open"));
  if (force == core::BreakerForce::Closed) return say(QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "hold closed"));
  return say(QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "let it decide"));
}

// What decides between singular and plural; -1 where nothing does.
int countOf(const api::OpsEvent& event) {
  const auto hits = event.arguments.find("hits");
  const auto* const count = hits == event.arguments.end() ? nullptr : std::get_if<std::int64_t>(&hits->second);
  return count == nullptr ? -1 : static_cast<int>(*count);
}

// How an argument is shown, by its name.
QString argumentText(const api::OpsEvent& event, const std::string& name) {
  const auto found = event.arguments.find(name);
  if (found == event.arguments.end()) return {};
  const api::OpsArgument& value = found->second;
  if (const auto* const number = std::get_if<std::int64_t>(&value)) {
    if (name == "invariant")
      return invariantName({.number = static_cast<int>(*number), .name = {}, .status = {}, .detail = {}});
    return name == "pid" ? QString::number(*number) : format::number(*number);
  }
  if (const auto* const number = std::get_if<double>(&value)) return QString::number(*number);
  if (const auto* const exit = std::get_if<api::ProcessExit>(&value)) return exitText(*exit);
  const auto& text = std::get<std::string>(value);
  if (name == "shape" || name == "state" || name == "action") return say(text.c_str());  // words of api/states.h
  if (name == "force") return forceText(text);
  if (name == "fault") return faultTitle(format::text(text));
  return format::text(text);
}

}  // namespace

QString eventText(const api::OpsEvent& event) {
  const api::OpsEventForm* const form = api::opsEventForm(event.code);
  if (form == nullptr) return format::text(event.text);
  const QString pattern = QCoreApplication::translate("OpsEvent", form->text, nullptr, countOf(event));
  return QString::fromStdString(api::filledIn(
      pattern.toStdString(), [&](const std::string& name) { return argumentText(event, name).toStdString(); }));
}

QString exitText(const api::ProcessExit& exit) {
  QString text;
  if (exit.signal) text = say(QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "signal %1")).arg(*exit.signal);
  if (exit.status) text = say(QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "exit %1")).arg(*exit.status);
  if (!text.isEmpty() && !exit.cause.empty()) text += QStringLiteral(": ");
  text += format::text(exit.cause);
  if (exit.deaths > 0)
    text += say(QT_TRANSLATE_NOOP("orderdeck::ui::EventText", " (%1 times in %2 s)"))
                .arg(exit.deaths)
                .arg(exit.withinSeconds);
  return text;
}

QString eventKind(const std::string& name) {
  const auto title = [](const char* text) { return QCoreApplication::translate("orderdeck::ui::EventStrip", text); };
  if (const auto kind = core::named<api::OpsKind>(name)) {
    using enum api::OpsKind;
    switch (*kind) {
      case Node: return title(QT_TRANSLATE_NOOP("orderdeck::ui::EventStrip", "Node"));
      case Fault: return title(QT_TRANSLATE_NOOP("orderdeck::ui::EventStrip", "Fault"));
      case Load: return title(QT_TRANSLATE_NOOP("orderdeck::ui::EventStrip", "Load"));
      case Audit: return title(QT_TRANSLATE_NOOP("orderdeck::ui::EventStrip", "Audit"));
      case Operator: return title(QT_TRANSLATE_NOOP("orderdeck::ui::EventStrip", "Operator"));
      case System: return title(QT_TRANSLATE_NOOP("orderdeck::ui::EventStrip", "System"));
    }
  }
  QString word = format::text(name);  // of a newer daemon
  if (!word.isEmpty()) word[0] = word[0].toUpper();
  return word;
}

}  // namespace orderdeck::ui
