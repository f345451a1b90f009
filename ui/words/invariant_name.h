// What an invariant is called. GUI thread.
#pragma once

#include <QString>

#include "api/snapshot.h"

namespace orderdeck::ui {

/// An invariant's name in the language that is on; unknown ones as the backend names them.
QString invariantName(const api::InvariantView& invariant);

}  // namespace orderdeck::ui
