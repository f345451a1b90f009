// Faults in words, in the language that is on. The words stand in backend/domain/faults; of a fault that is not there
// (the daemon is another version) what the daemon said is shown.
#pragma once

#include <QString>

#include "api/snapshot.h"

namespace orderdeck::ui {

QString faultTitle(const QString& name);                         // "payment slow"
QString faultSummary(const QString& name, const QString& said);  // "The payment provider takes longer ..."
/// What a parameter or a choice of the fault is called: "added latency".
QString faultSetting(const QString& name, const QString& setting, const QString& said);
QString faultOption(const QString& option);       // a word that can be chosen
QString faultText(const api::FaultView& fault);   // "Payment slow: +400 ms ±100 ms on 30 % of calls"
QString struckText(const api::FaultView& fault);  // "charges struck: 2,920"
/// "since it was armed: 2,920 cancelled, 3 dead letters"; empty: nothing happened that is counted.
QString sinceText(const api::FaultEffects& since);

}  // namespace orderdeck::ui
