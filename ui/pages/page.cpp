#include "ui/pages/page.h"

#include <QEvent>

#include "ui/feed/feed.h"

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

void Page::showEvent(QShowEvent* event) {
  m_feed.show(this, needs());
  QWidget::showEvent(event);
}

void Page::hideEvent(QHideEvent* event) {
  m_feed.hide(this);
  QWidget::hideEvent(event);
}

}  // namespace orderdeck::ui
