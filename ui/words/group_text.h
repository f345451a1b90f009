// A consumer group as tables show it. Pure; GUI thread.
#pragma once

#include <QString>

#include "api/snapshot.h"

namespace orderdeck::ui {

/// "payment"; "export · optional" for one that no order waits for.
QString groupText(const QString& group, bool required);

/// When its lag will be gone: "41 s"; "growing" while it falls behind and more comes than goes, "never" while nobody
/// reads what waits; "—" where nothing can be said.
QString drainText(const api::GroupView& group);

}  // namespace orderdeck::ui
