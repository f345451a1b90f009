// Icons of resources/icons (24x24, strokes in currentColor), drawn in a colour of the theme.
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

namespace orderdeck::ui {

/// The icon `name` (":/icons/NAME.svg") in `normal`; when checked or active in `active`. Rebuild on
/// QEvent::PaletteChange.
QIcon themeIcon(const QString& name, const QColor& normal, const QColor& active);
QIcon themeIcon(const QString& name);  // the theme's muted colour, text colour when active

QPixmap iconPixmap(const QString& name, const QColor& color, int pixels, qreal devicePixelRatio);

}  // namespace orderdeck::ui
