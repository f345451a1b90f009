// What the backend's events say, in the language that is on. The backend words its events in English, one form each;
// the forms stand in a table here, and a text of no known form stays as it is. Pure; GUI thread.
#pragma once

#include <QString>
#include <string>

#include "api/snapshot.h"

namespace orderdeck::ui {

QString eventText(const api::OpsEvent& event);  // "payment declines ended: it struck 1,182 times (ff11208b4)"
QString eventKind(const std::string& kind);     // "Node"
QString exitText(const std::string& exit);      // "signal 9", "exit 1"

}  // namespace orderdeck::ui
