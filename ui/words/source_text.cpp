#include "ui/words/source_text.h"

#include <QCoreApplication>
#include <cmath>

#include "ui/theme/format.h"

namespace orderdeck::ui {
namespace {
QString say(const char* text) { return QCoreApplication::translate("orderdeck::ui::SourceText", text); }
}  // namespace

QString sourceName(api::Source source) {
  switch (source) {
    case api::Source::Daemon: return say(QT_TRANSLATE_NOOP("orderdeck::ui::SourceText", "The daemon"));
    case api::Source::Store: return say(QT_TRANSLATE_NOOP("orderdeck::ui::SourceText", "Redis"));
    case api::Source::Broker: return say(QT_TRANSLATE_NOOP("orderdeck::ui::SourceText", "The broker"));
    case api::Source::Nodes: return say(QT_TRANSLATE_NOOP("orderdeck::ui::SourceText", "Nodes"));
    case api::Source::Ledger: return say(QT_TRANSLATE_NOOP("orderdeck::ui::SourceText", "The ledger"));
    case api::Source::Audit: return say(QT_TRANSLATE_NOOP("orderdeck::ui::SourceText", "The live audit"));
  }
  return format::dash();
}

QString ageText(const api::SourceView& source) {
  if (!source.ageSeconds) return say(QT_TRANSLATE_NOOP("orderdeck::ui::SourceText", "never read"));
  // Whole seconds: it is renewed about once a second.
  return say(QT_TRANSLATE_NOOP("orderdeck::ui::SourceText", "%1 old"))
      .arg(*source.ageSeconds < 60 ? QStringLiteral("%1 s").arg(std::floor(*source.ageSeconds))
                                   : format::countdown(std::floor(*source.ageSeconds)));
}

QString sourceText(const api::SourceView& source) {
  const QString text = QStringLiteral("%1: %2").arg(sourceName(source.name.value()), ageText(source));
  return source.trouble.empty() ? text : QStringLiteral("%1 (%2)").arg(text, format::text(source.trouble));
}

}  // namespace orderdeck::ui
