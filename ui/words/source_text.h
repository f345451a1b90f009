// What the sources of the figures are called, and how old they are, in the user's language. Pure; GUI thread.
#pragma once

#include <QString>

#include "api/freshness.h"

namespace orderdeck::ui {

/// "Redis", "The broker".
QString sourceName(api::Source source);
/// "12 s old"; "never read".
QString ageText(const api::SourceView& source);
/// "Redis: 12 s old (redis is paused)"
QString sourceText(const api::SourceView& source);

}  // namespace orderdeck::ui
