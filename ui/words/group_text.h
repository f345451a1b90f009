// A consumer group's name as tables show it. Pure; GUI thread.
#pragma once

#include <QString>

namespace orderdeck::ui {

/// "payment"; "export · optional" for one that no order waits for.
QString groupText(const QString& group, bool required);

}  // namespace orderdeck::ui
