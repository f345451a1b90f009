#include "ui/words/fault_text.h"

#include <QCoreApplication>
#include <QStringList>

#include "ui/theme/format.h"

namespace orderdeck::ui {
namespace {

QString say(const char* text) { return QCoreApplication::translate("orderdeck::ui::Fault", text); }

double param(const api::FaultView& fault, const char* name) {
  const auto found = fault.params.find(name);
  return found == fault.params.end() ? 0 : found->second;
}

// "latency 400 ms", "share 20 %", "times 3"
QString paramText(QString name, double value) {
  const bool isTime = name.endsWith(QLatin1String("Ms"));
  if (isTime) name.chop(2);
  const QString figure = isTime                           ? format::millis(value)
                         : name == QLatin1String("share") ? format::percent(value)
                                                          : QString::number(value);
  return faultWord(name) + QLatin1Char(' ') + figure;
}

}  // namespace

QString faultWord(const QString& english) {
  return QCoreApplication::translate("orderdeck::ui::Fault", english.toUtf8().constData());
}

QString faultTitle(const QString& name) { return faultWord(QString(name).replace(QLatin1Char('-'), QLatin1Char(' '))); }

QString faultText(const api::FaultView& fault) {
  if (fault.name == "payment-slow")
    return say(QT_TRANSLATE_NOOP("orderdeck::ui::Fault", "Payment slow: +%1 ±%2 on %3 of charges"))
        .arg(format::millis(param(fault, "latencyMs")), format::millis(param(fault, "jitterMs")),
             format::percent(fault.probability));
  if (fault.name == "payment-declines")
    return say(QT_TRANSLATE_NOOP("orderdeck::ui::Fault", "Payment declines %1 of charges"))
        .arg(format::percent(param(fault, "share") * fault.probability));
  QStringList parts;
  for (const auto& [name, value] : fault.choices) parts << faultWord(format::text(value));
  for (const auto& [name, value] : fault.params) parts << paramText(format::text(name), value);
  //: between the parameters of a fault
  const QString comma = QCoreApplication::translate("orderdeck::ui::Fault", ", ");
  //: after a fault's name: its parameters
  const QString params =
      parts.isEmpty() ? QString() : QCoreApplication::translate("orderdeck::ui::Fault", " (%1)").arg(parts.join(comma));
  QString title = faultTitle(format::text(fault.name));
  if (!title.isEmpty()) title[0] = title[0].toUpper();  // it opens a sentence, as those above do
  return title + params +
         (fault.probability < 1 ? QStringLiteral(" · ") + format::percent(fault.probability) : QString());
}

}  // namespace orderdeck::ui
