// What the backend's events say, in the language that is on: their patterns stand in api/ops_event_table.h, and the
// words of their arguments here. An event of a code that is not known is shown in the backend's English. Pure; GUI
// thread.
#pragma once

#include <QString>
#include <string>

#include "api/snapshot.h"

namespace orderdeck::ui {

QString eventText(const api::OpsEvent& event);   // "payment declines ended: it struck 1,182 times (ff11208b4)"
QString eventKind(const std::string& kind);      // "Node"
QString exitText(const api::ProcessExit& exit);  // "signal 9", "exit 1"

}  // namespace orderdeck::ui
