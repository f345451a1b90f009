#include "ui/pages/page.h"

#include <QEvent>

namespace orderdeck::ui {

Page::Page(Feed& feed, QString id, QString iconName, QWidget* parent)
    : QWidget(parent), m_feed(feed), m_id(std::move(id)), m_iconName(std::move(iconName)) {
  setObjectName(QStringLiteral("page-") + m_id);
}

void Page::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  if (event->type() == QEvent::PaletteChange) restyle();
  QWidget::changeEvent(event);
}

}  // namespace orderdeck::ui
