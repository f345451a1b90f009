// What acts, their outcomes and the programs that they came through are called in the user's language. Pure; GUI
// thread.
#pragma once

#include <QString>

#include "api/acts.h"

namespace orderdeck::ui {

QString actName(api::ActWord act);
QString throughName(api::ThroughWord through);
QString outcomeName(api::ActOutcomeWord outcome);

/// Why a token of scope `has` cannot do what needs `needed`; empty when it can.
QString whyNotInScope(api::Scope has, api::Scope needed);

}  // namespace orderdeck::ui
