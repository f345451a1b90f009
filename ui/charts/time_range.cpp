#include "ui/charts/time_range.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPushButton>

namespace orderdeck::ui {

TimeRange::TimeRange(QWidget* parent)
    : QWidget(parent), m_ranges(new QButtonGroup(this)), m_live(new QPushButton(this)) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(m_live);
  m_live->setObjectName(QStringLiteral("backToLive"));
  m_live->hide();
  for (const int minutes : {1, 5, 30}) {
    auto* button = new QPushButton(this);
    button->setProperty("role", "flat");
    button->setCheckable(true);
    button->setChecked(minutes == m_minutes);
    m_ranges->addButton(button, minutes);
    layout->addWidget(button);
  }
  connect(m_ranges, &QButtonGroup::idClicked, this, [this](int minutes) {
    m_minutes = minutes;
    emit minutesChosen(minutes);
  });
  connect(m_live, &QPushButton::clicked, this, &TimeRange::liveChosen);
  retranslate();
}

void TimeRange::setZoomed(bool zoomed) { m_live->setVisible(zoomed); }

void TimeRange::retranslate() {
  m_live->setText(tr("Back to live"));
  m_live->setToolTip(tr("The chart is zoomed and stands still: go on with what happens now"));
  for (auto* button : m_ranges->buttons()) {
    const int minutes = m_ranges->id(button);
    button->setText(tr("%1 m").arg(minutes));
    button->setToolTip(tr("Show the last %n minutes", nullptr, minutes));
    button->setAccessibleName(button->toolTip());
  }
}

}  // namespace orderdeck::ui
