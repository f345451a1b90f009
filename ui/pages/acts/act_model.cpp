#include "ui/pages/acts/act_model.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ui/theme/format.h"
#include "ui/words/act_text.h"

namespace orderdeck::ui {

namespace {

using api::ActView;

constexpr const char* kContext = "ActModel";

QString orDash(const std::string& text) { return text.empty() ? format::dash() : format::text(text); }

Tone outcomeTone(const ActView& act) {
  switch (act.outcome.value()) {
    case api::ActOutcome::Done: return Tone::Ok;
    case api::ActOutcome::Refused: return Tone::Warn;
    case api::ActOutcome::Failed: return Tone::Bad;
    case api::ActOutcome::Begun: break;
  }
  return Tone::Neutral;
}

QString outcomeTip(const ActView& act) {
  if (act.outcome == api::ActOutcome::Begun)
    return QCoreApplication::translate(
        kContext, QT_TRANSLATE_NOOP("ActModel", "It is being carried out, or the daemon ended before it was"));
  return format::text(act.detail);
}

std::vector<Column<ActView>> columns() {
  return {
      {.title = QT_TRANSLATE_NOOP("ActModel", "when"),
       .context = kContext,
       .kind = CellKind::Code,
       .text = [](const ActView& a) { return format::dateTime(a.at); },
       .sort = [](const ActView& a) { return QVariant::fromValue<qlonglong>(a.sequence); },
       .tip = [](const ActView& a) { return format::ago(a.at, core::now()); }},
      {.title = QT_TRANSLATE_NOOP("ActModel", "who"),
       .context = kContext,
       .kind = CellKind::Words,
       .text = [](const ActView& a) { return format::text(a.who); },
       .titleTip = QT_TRANSLATE_NOOP("ActModel", "As the program said that it came through")},
      {.title = QT_TRANSLATE_NOOP("ActModel", "through"),
       .context = kContext,
       .kind = CellKind::Words,
       .text = [](const ActView& a) { return throughName(a.through); }},
      {.title = QT_TRANSLATE_NOOP("ActModel", "token"),
       .context = kContext,
       .kind = CellKind::Code,
       .text = [](const ActView& a) { return format::text(a.token); }},
      {.title = QT_TRANSLATE_NOOP("ActModel", "act"),
       .context = kContext,
       .kind = CellKind::Words,
       .text = [](const ActView& a) { return actName(a.act); }},
      {.title = QT_TRANSLATE_NOOP("ActModel", "target"),
       .context = kContext,
       .kind = CellKind::Code,
       .text = [](const ActView& a) { return orDash(a.target); },
       .tip = [](const ActView& a) { return format::text(a.target); }},
      {.title = QT_TRANSLATE_NOOP("ActModel", "arguments"),
       .context = kContext,
       .kind = CellKind::Words,
       .text = [](const ActView& a) { return orDash(a.arguments); },
       .tip = [](const ActView& a) { return format::text(a.arguments); }},
      {.title = QT_TRANSLATE_NOOP("ActModel", "reason"),
       .context = kContext,
       .kind = CellKind::Words,
       .text = [](const ActView& a) { return orDash(a.reason); },
       .tip = [](const ActView& a) { return format::text(a.reason); }},
      {.title = QT_TRANSLATE_NOOP("ActModel", "outcome"),
       .context = kContext,
       .kind = CellKind::Badge,
       .text = [](const ActView& a) { return outcomeName(a.outcome); },
       .tone = outcomeTone,
       .tip = outcomeTip},
  };
}

}  // namespace

ActModel::ActModel(QObject* parent)
    : KeyedTableModel([](const ActView& a) { return QString::number(a.sequence); }, columns(), parent) {}

void ActModel::fetchMore(const QModelIndex&) {
  if (m_next == 0 || std::exchange(m_asked, true)) return;
  emit moreWanted(m_next);
}

void ActModel::showNewest(api::ActsAnswer page) {
  const auto& shown = rows();
  const auto after = std::ranges::find(shown, page.next, &ActView::sequence);
  if (page.next == 0 || after == shown.end())
    m_next = page.next;
  else
    std::copy(after, shown.end(), std::back_inserter(page.acts));
  setRows(std::move(page.acts));
}

void ActModel::showOlder(api::ActsAnswer page) {
  m_asked = false;
  const bool follows = !rows().empty() && (page.acts.empty() || page.acts.front().sequence <= m_next);
  if (!follows) return;
  m_next = page.next;
  appendRows(std::move(page.acts));
}

}  // namespace orderdeck::ui
