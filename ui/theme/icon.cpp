#include "ui/theme/icon.h"

#include <QFile>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

#include "ui/theme/theme.h"

namespace orderdeck::ui {

QPixmap iconPixmap(const QString& name, const QColor& color, int pixels, qreal devicePixelRatio) {
  QPixmap pixmap(qRound(pixels * devicePixelRatio), qRound(pixels * devicePixelRatio));
  pixmap.setDevicePixelRatio(devicePixelRatio);
  pixmap.fill(Qt::transparent);
  QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
  if (!file.open(QIODevice::ReadOnly)) return pixmap;
  QSvgRenderer renderer(file.readAll().replace("currentColor", color.name().toLatin1()));
  QPainter painter(&pixmap);
  renderer.render(&painter, QRectF(0, 0, pixels, pixels));
  return pixmap;
}

QIcon themeIcon(const QString& name, const QColor& normal, const QColor& active) {
  QIcon result;
  for (const int size : {16, 20, 24}) {
    for (const qreal ratio : {1.0, 2.0}) {
      const auto calm = iconPixmap(name, normal, size, ratio);
      const auto lively = iconPixmap(name, active, size, ratio);
      result.addPixmap(calm, QIcon::Normal, QIcon::Off);
      result.addPixmap(lively, QIcon::Active, QIcon::Off);
      result.addPixmap(lively, QIcon::Normal, QIcon::On);
      result.addPixmap(lively, QIcon::Active, QIcon::On);
      result.addPixmap(iconPixmap(name, colors().neutral.line, size, ratio), QIcon::Disabled, QIcon::Off);
    }
  }
  return result;
}

QIcon themeIcon(const QString& name) { return themeIcon(name, colors().muted, colors().text); }

}  // namespace orderdeck::ui
