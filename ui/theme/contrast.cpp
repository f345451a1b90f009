#include "ui/theme/contrast.h"

#include <algorithm>
#include <cmath>

namespace orderdeck::ui {

namespace {

double luminance(const QColor& c) {
  const auto part = [](double v) { return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
  return 0.2126 * part(c.redF()) + 0.7152 * part(c.greenF()) + 0.0722 * part(c.blueF());
}

}  // namespace

double contrast(const QColor& a, const QColor& b) {
  const double la = luminance(a), lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

QColor blended(const QColor& top, const QColor& ground) {
  const auto part = [&](float over, float under) {
    return static_cast<float>(over * top.alphaF() + under * (1 - top.alphaF()));
  };
  return QColor::fromRgbF(part(top.redF(), ground.redF()), part(top.greenF(), ground.greenF()),
                          part(top.blueF(), ground.blueF()));
}

}  // namespace orderdeck::ui
