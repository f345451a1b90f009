#include "ui/words/group_text.h"

#include <QCoreApplication>

#include "ui/theme/format.h"

namespace orderdeck::ui {

QString groupText(const QString& group, bool required) {
  if (required) return group;
  return group + QStringLiteral(" · ") + QCoreApplication::translate("orderdeck::ui::GroupText", "optional");
}

QString drainText(const api::GroupView& group) {
  using enum domain::LagVerdict;
  if (group.lag == 0 && group.verdict != Unknown) return format::seconds(0.0);
  const bool grows = group.producedPerSecond.value_or(0) > group.consumedPerSecond.value_or(0);
  if (group.verdict == FallingBehind && grows)
    return QCoreApplication::translate("orderdeck::ui::GroupText", "growing");
  if (group.verdict == NobodyReads) return QCoreApplication::translate("orderdeck::ui::GroupText", "never");
  return format::brief(group.drainSeconds);
}

}  // namespace orderdeck::ui
