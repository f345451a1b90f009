#include "ui/words/fault_text.h"

#include <QCoreApplication>
#include <QStringList>

#include "domain/faults/faults.h"
#include "ui/theme/format.h"

namespace orderdeck::ui {
namespace {

QString say(const char* text) { return QCoreApplication::translate("Fault", text); }

const domain::FaultKind* kindOf(const QString& name) { return domain::findFault(name.toStdString()); }

// A parameter's or a choice's entry in the table, given to `use`; else what was said.
template <typename Use>
QString ofSetting(const QString& name, const QString& setting, const QString& said, Use use) {
  const domain::FaultKind* const kind = kindOf(name);
  const std::string wanted = setting.toStdString();
  if (kind != nullptr) {
    for (const domain::FaultParam& param : kind->params) {
      if (param.name == wanted) return say(use(param));
    }
    for (const domain::FaultChoice& choice : kind->choices) {
      if (choice.name == wanted) return say(use(choice));
    }
  }
  return said;
}

double param(const api::FaultView& fault, const char* name) {
  const auto found = fault.params.find(name);
  return found == fault.params.end() ? 0 : found->second;
}

// "latency 400 ms", "share 20 %", "times 3"
QString paramText(const QString& fault, const QString& name, double value) {
  const QString figure = name.endsWith(QLatin1String("Ms")) ? format::millis(value)
                         : name == QLatin1String("share")   ? format::percent(value)
                                                            : QString::number(value);
  return ofSetting(fault, name, name, [](const auto& setting) { return setting.shortTitle; }) + QLatin1Char(' ') +
         figure;
}

}  // namespace

QString faultTitle(const QString& name) {
  const domain::FaultKind* const kind = kindOf(name);
  return kind != nullptr ? say(kind->title) : QString(name).replace(QLatin1Char('-'), QLatin1Char(' '));
}

QString faultSummary(const QString& name, const QString& said) {
  const domain::FaultKind* const kind = kindOf(name);
  return kind != nullptr ? say(kind->summary) : said;
}

QString faultSetting(const QString& name, const QString& setting, const QString& said) {
  return ofSetting(name, setting, said, [](const auto& entry) { return entry.title; });
}

QString faultOption(const QString& option) { return say(option.toUtf8().constData()); }

QString faultText(const api::FaultView& fault) {
  if (fault.name == "payment-slow")
    return say(QT_TRANSLATE_NOOP("Fault", "Payment slow: +%1 ±%2 on %3 of calls"))
        .arg(format::millis(param(fault, "latencyMs")), format::millis(param(fault, "jitterMs")),
             format::percent(param(fault, "share")));
  if (fault.name == "payment-declines")
    return say(QT_TRANSLATE_NOOP("Fault", "Payment declines %1 of charges"))
        .arg(format::percent(param(fault, "share")));
  QStringList parts;
  for (const auto& [name, value] : fault.choices) parts << faultOption(format::text(value));
  for (const auto& [name, value] : fault.params) {
    if (name == domain::kShare && value == 1) continue;  // all of them
    parts << paramText(format::text(fault.name), format::text(name), value);
  }
  //: between the parameters of a fault
  const QString comma = QCoreApplication::translate("Fault", ", ");
  //: after a fault's name: its parameters
  const QString params =
      parts.isEmpty() ? QString() : QCoreApplication::translate("Fault", " (%1)").arg(parts.join(comma));
  QString title = faultTitle(format::text(fault.name));
  if (!title.isEmpty()) title[0] = title[0].toUpper();  // it opens a sentence, as those above do
  return title + params;
}

QString struckText(const api::FaultView& fault) {
  if (fault.hits == 0) return say(QT_TRANSLATE_NOOP("Fault", "nothing struck yet"));
  const domain::FaultKind* const kind = kindOf(format::text(fault.name));
  const QString hits = format::number(fault.hits);
  if (kind == nullptr) return say(QT_TRANSLATE_NOOP("Fault", "struck %1 times")).arg(hits);
  switch (kind->unit) {
    case domain::FaultUnit::Charges: return say(QT_TRANSLATE_NOOP("Fault", "charges struck: %1")).arg(hits);
    case domain::FaultUnit::Messages: return say(QT_TRANSLATE_NOOP("Fault", "messages struck: %1")).arg(hits);
    case domain::FaultUnit::Calls: return say(QT_TRANSLATE_NOOP("Fault", "calls struck: %1")).arg(hits);
    case domain::FaultUnit::Processes: return say(QT_TRANSLATE_NOOP("Fault", "processes struck: %1")).arg(hits);
  }
  return hits;
}

QString sinceText(const api::FaultEffects& since) {
  QStringList parts;
  const auto add = [&](std::int64_t count, const char* text) {
    if (count > 0) parts << say(text).arg(format::number(count));
  };
  add(since.cancelled, QT_TRANSLATE_NOOP("Fault", "%1 cancelled"));
  add(since.rejected, QT_TRANSLATE_NOOP("Fault", "%1 rejected"));
  add(since.refunded, QT_TRANSLATE_NOOP("Fault", "%1 refunded"));
  add(since.deadLetters, QT_TRANSLATE_NOOP("Fault", "%1 dead letters"));
  add(since.duplicates, QT_TRANSLATE_NOOP("Fault", "%1 duplicates suppressed"));
  add(since.errors, QT_TRANSLATE_NOOP("Fault", "%1 errors"));
  add(since.restarts, QT_TRANSLATE_NOOP("Fault", "%1 restarts"));
  if (parts.isEmpty()) return {};
  return say(QT_TRANSLATE_NOOP("Fault", "since it was armed: %1"))
      .arg(parts.join(QCoreApplication::translate("Fault", ", ")));
}

}  // namespace orderdeck::ui
