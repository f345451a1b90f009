// A fault in words, in the language that is on.
#pragma once

#include <QString>

#include "api/snapshot.h"

namespace orderdeck::ui {

QString faultWord(const QString& english);       // a word of the catalogue; as it is where it is not known
QString faultTitle(const QString& name);         // "payment slow"
QString faultText(const api::FaultView& fault);  // "Payment slow: +400 ms ±100 ms on 30 % of charges"

}  // namespace orderdeck::ui
