// A line of CSV as RFC 4180 wants it, of values that a spreadsheet may open: a text that it would take for a formula is
// defused. Pure; any thread.
#pragma once

#include <QByteArray>
#include <QVariantList>

namespace orderdeck::ui {

/// UTF-8 with the line's end. A number is written in full and with a point, nothing as an empty field. A text that
/// begins with = + - @, a tab or a carriage return gets an apostrophe before it
/// (https://owasp.org/www-community/attacks/CSV_Injection).
QByteArray csvLine(const QVariantList& values);

inline const QByteArray kByteOrderMark = QByteArrayLiteral("\xEF\xBB\xBF");

}  // namespace orderdeck::ui
