#include "ui/tables/csv.h"

#include <QLocale>
#include <QStringList>
#include <algorithm>

namespace orderdeck::ui {

namespace {

bool isNumber(const QVariant& value) {
  switch (value.typeId()) {
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
    case QMetaType::Double: return true;
    default: return false;
  }
}

QString fieldOf(const QVariant& value) {
  if (value.typeId() == QMetaType::Double)
    return QString::number(value.toDouble(), 'f', QLocale::FloatingPointShortest);
  QString text = value.toString();
  if (isNumber(value)) return text;
  if (!text.isEmpty() && QStringLiteral("=+-@\t\r").contains(text.front())) text.prepend(QLatin1Char('\''));
  const bool isQuoted =
      std::any_of(text.begin(), text.end(), [](QChar c) { return QStringLiteral("\",\n\r").contains(c); });
  if (isQuoted) text = QLatin1Char('"') + text.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
  return text;
}

}  // namespace

QByteArray csvLine(const QVariantList& values) {
  QStringList fields;
  fields.reserve(values.size());
  for (const QVariant& value : values) fields.append(fieldOf(value));
  return fields.join(QLatin1Char(',')).toUtf8() + "\r\n";
}

}  // namespace orderdeck::ui
