// How well one colour can be told from another: the contrast ratio of WCAG 2.1. Pure; any thread.
#pragma once

#include <QColor>

namespace orderdeck::ui {

/// 1 (the same) to 21 (black on white), https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio. Of opaque colours.
double contrast(const QColor& a, const QColor& b);

/// `top`, which may be translucent, as it looks on `ground`.
QColor blended(const QColor& top, const QColor& ground);

}  // namespace orderdeck::ui
