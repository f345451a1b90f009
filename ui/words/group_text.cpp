#include "ui/words/group_text.h"

#include <QCoreApplication>

namespace orderdeck::ui {

QString groupText(const QString& group, bool required) {
  if (required) return group;
  return group + QStringLiteral(" · ") + QCoreApplication::translate("orderdeck::ui::GroupText", "optional");
}

}  // namespace orderdeck::ui
