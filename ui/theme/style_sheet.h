// The style sheet that makes Qt's standard widgets fit the theme. Item views paint their cells themselves
// (widgets/cell_delegate.h), since style-sheet rules for items are slow.
#pragma once

#include <QString>

#include "ui/theme/theme.h"

namespace orderdeck::ui {

QString styleSheet(const Colors& colors);

}  // namespace orderdeck::ui
