#include "ui/pages/streams/redrive_progress.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>

#include "ui/feed/feed.h"
#include "ui/theme/format.h"
#include "ui/widgets/text_label.h"

namespace orderdeck::ui {

namespace {

QString endText(const api::RedriveView& redrive) {
  const QString counts =
      RedriveProgress::tr("%1 of %2 put back, %3 skipped")
          .arg(format::number(redrive.redriven), format::number(redrive.planned), format::number(redrive.skipped));
  if (redrive.state == api::JobState::Done) return RedriveProgress::tr("Redrive done: %1").arg(counts);
  if (redrive.state == api::JobState::Cancelled)
    return RedriveProgress::tr("Redrive cancelled: %1; the rest keeps waiting").arg(counts);
  return RedriveProgress::tr("Redrive failed: %1 (%2)").arg(counts, format::text(redrive.error));
}

}  // namespace

RedriveProgress::RedriveProgress(Feed& feed, QWidget* parent)
    : QFrame(parent),
      m_feed(feed),
      m_text(new TextLabel(FontRole::Body, TextLabel::Ink::Text, {}, this)),
      m_bar(new QProgressBar(this)),
      m_cancel(new QPushButton(this)) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(12, 4, 12, 6);
  layout->setSpacing(12);
  layout->addWidget(m_text);
  layout->addWidget(m_bar, 1);
  layout->addWidget(m_cancel);
  m_bar->setTextVisible(false);
  m_bar->setFixedHeight(scaled(8));
  m_cancel->setObjectName(QStringLiteral("cancelRedrive"));
  connect(m_cancel, &QPushButton::clicked, this, [this] {
    m_feed.send(api::cancelRedrive(), this, [this](const core::Result<std::string>& answer) {
      if (!answer) emit ended(format::text(answer.error().what), true);
      m_feed.refresh();
    });
  });
  setVisible(false);
  retranslate();
}

void RedriveProgress::showRedrive(const std::optional<api::RedriveView>& redrive) {
  const bool runs = redrive && redrive->state == api::JobState::Running;
  if (m_shown && redrive && redrive->id == m_shown->id && !runs)
    emit ended(endText(*redrive), redrive->state == api::JobState::Failed);
  m_shown = runs ? redrive : std::nullopt;
  setVisible(runs);
  if (!runs) return;
  m_bar->setRange(0, 1'000);
  const std::int64_t done = redrive->redriven + redrive->skipped;
  m_bar->setValue(redrive->planned > 0 ? static_cast<int>(1'000 * done / redrive->planned) : 0);
  retranslate();
}

void RedriveProgress::showActs() {
  const QString reason = m_feed.whyNoAct();
  m_cancel->setEnabled(reason.isEmpty());
  m_cancel->setToolTip(reason);
}

void RedriveProgress::retranslate() {
  m_cancel->setText(tr("Cancel redrive"));
  m_bar->setAccessibleName(tr("Progress of the redrive"));
  if (!m_shown) return;
  const QString counts = tr("Putting back %1 of %2, at most %3 a second")
                             .arg(format::number(m_shown->redriven + m_shown->skipped),
                                  format::number(m_shown->planned), format::perSecond(m_shown->rate));
  m_text->setInk(m_shown->error.empty() ? TextLabel::Ink::Text : TextLabel::Ink::Warn);
  m_text->setValue(m_shown->error.empty() ? counts : tr("%1 · waits: %2").arg(counts, format::text(m_shown->error)));
}

}  // namespace orderdeck::ui
