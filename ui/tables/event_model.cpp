#include "ui/tables/event_model.h"

#include "ui/theme/format.h"
#include "ui/words/event_text.h"

namespace orderdeck::ui {

namespace {

using api::OpsEvent;

constexpr const char* kContext = "EventModel";

std::vector<Column<OpsEvent>> columns() {
  return {
      {.title = QT_TRANSLATE_NOOP("EventModel", "when"),
       .context = kContext,
       .kind = CellKind::Code,
       .text = [](const OpsEvent& e) { return format::timeOfDayMillis(e.at); },
       .sort = [](const OpsEvent& e) { return QVariant::fromValue<qlonglong>(e.sequence); },
       .tip =
           [](const OpsEvent& e) {
             return QStringLiteral("%1 · %2").arg(format::dateTime(e.at), format::ago(e.at, core::now()));
           },
       .raw = [](const OpsEvent& e) { return QVariant(format::isoTime(e.at)); }},
      {.title = QT_TRANSLATE_NOOP("EventModel", "kind"),
       .context = kContext,
       .kind = CellKind::Words,
       .text = [](const OpsEvent& e) { return eventKind(e.kind); }},
      {.title = QT_TRANSLATE_NOOP("EventModel", "what"),
       .context = kContext,
       .kind = CellKind::Words,
       .text = eventText,
       .tip = eventText},
  };
}

}  // namespace

EventModel::EventModel(QObject* parent)
    : KeyedTableModel([](const OpsEvent& e) { return QString::number(e.sequence); }, columns(), parent) {}

}  // namespace orderdeck::ui
