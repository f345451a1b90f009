#include "ui/words/act_text.h"

#include <QCoreApplication>

#include "ui/theme/format.h"

namespace orderdeck::ui {
namespace {

QString say(std::string_view text) {
  return QCoreApplication::translate("orderdeck::ui::ActText", std::string(text).c_str());
}

template <core::ClosedWords Enum>
QString nameIn(core::ClosedWord<Enum> word) {
  return word.isKnown() ? say(word.text()) : format::dash();
}

}  // namespace

QString actName(api::ActWord act) { return nameIn(act); }
QString throughName(api::ThroughWord through) { return nameIn(through); }
QString outcomeName(api::ActOutcomeWord outcome) { return nameIn(outcome); }

QString whyNotInScope(api::Scope has, api::Scope needed) {
  if (has >= needed) return {};
  if (has == api::Scope::View) return say(QT_TRANSLATE_NOOP("orderdeck::ui::ActText", "This token may only view"));
  return say(QT_TRANSLATE_NOOP("orderdeck::ui::ActText", "This needs a token with the scope %1"))
      .arg(say(core::nameOf(needed)));
}

}  // namespace orderdeck::ui
