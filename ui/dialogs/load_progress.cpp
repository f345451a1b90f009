#include "ui/dialogs/load_progress.h"

#include <QEvent>
#include <QGridLayout>
#include <QProgressBar>
#include <QPushButton>

#include "ui/feed/feed.h"
#include "ui/theme/format.h"
#include "ui/widgets/text_label.h"

namespace orderdeck::ui {

namespace {

QString stateWord(api::JobState state) {
  switch (state) {
    case api::JobState::Running: return LoadProgress::tr("running");
    case api::JobState::Done: return LoadProgress::tr("done");
    case api::JobState::Stopped: return LoadProgress::tr("stopped");
    case api::JobState::Failed: return LoadProgress::tr("failed");
    case api::JobState::Cancelled: break;  // a load is stopped
  }
  return format::dash();
}

QString answersText(const api::LoadView& load) {
  QStringList kinds;
  for (const auto& [kind, count] : load.answers)
    kinds.append(QStringLiteral("%1 × %2").arg(format::number(count), format::text(kind)));
  return kinds.join(QStringLiteral(" · "));
}

}  // namespace

LoadProgress::LoadProgress(Feed& feed, QWidget* parent)
    : QFrame(parent),
      m_feed(feed),
      m_head(new TextLabel(FontRole::Strong, TextLabel::Ink::Text, {}, this)),
      m_bar(new QProgressBar(this)),
      m_answers(new TextLabel(FontRole::Number, TextLabel::Ink::Text, {}, this)),
      m_latency(new TextLabel(FontRole::Number, TextLabel::Ink::Muted, {}, this)),
      m_stop(new QPushButton(this)) {
  auto* layout = new QGridLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setColumnStretch(0, 1);
  layout->addWidget(m_head, 0, 0);
  layout->addWidget(m_stop, 0, 1);
  layout->addWidget(m_bar, 1, 0, 1, 2);
  layout->addWidget(m_answers, 2, 0, 1, 2);
  layout->addWidget(m_latency, 3, 0, 1, 2);
  m_answers->setWordWrap(true);
  m_latency->setWordWrap(true);
  m_stop->setAutoDefault(false);
  m_stop->setObjectName(QStringLiteral("stopLoad"));
  m_bar->setTextVisible(false);
  m_bar->setFixedHeight(scaled(8));
  connect(m_stop, &QPushButton::clicked, this, [this] {
    m_feed.send(api::stopLoad(), this, [this](const core::Result<std::string>&) { m_feed.refresh(); });
  });
  retranslate();
}

void LoadProgress::showLoad(const std::optional<api::LoadView>& load, const Freshness& freshness) {
  if (load == m_load && freshness == m_freshness) return;
  m_load = load;
  m_freshness = freshness;
  render();
}

void LoadProgress::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QFrame::changeEvent(event);
}

void LoadProgress::retranslate() {
  m_stop->setText(tr("Stop"));
  m_bar->setAccessibleName(tr("Progress of the load"));
  render();
}

void LoadProgress::showActs() {
  const bool running = m_load && m_load->state == api::JobState::Running;
  const QString reason = running ? m_feed.whyNoAct() : tr("No load runs");
  m_stop->setEnabled(reason.isEmpty());
  m_stop->setToolTip(reason.isEmpty() ? tr("What was sent already goes on") : reason);
}

void LoadProgress::render() {
  setVisible(m_load.has_value());
  if (!m_load) return;
  const bool running = m_load->state == api::JobState::Running;
  const QString rate = format::perSecond(m_load->sentPerSecond);
  const QString state = m_freshness.isStale() ? m_freshness.age() : stateWord(m_load->state.value());
  m_head->setValue(!m_load->problem.empty() ? format::text(m_load->problem)
                   : m_load->checkedShare   ? tr("Reading the file: %1").arg(format::percent(*m_load->checkedShare))
                   : m_load->planned > 0
                       ? tr("%1 of %2 orders sent · %3/s · %4")
                             .arg(format::number(m_load->sent), format::number(m_load->planned), rate, state)
                       : tr("%1 orders sent · %2/s · %3").arg(format::number(m_load->sent), rate, state));
  showActs();
  m_answers->setVisible(!m_load->answers.empty());
  m_bar->setVisible(running || m_load->planned > 0);
  m_bar->setRange(0, m_load->planned > 0 ? 1'000 : 0);
  if (m_load->planned > 0)
    m_bar->setValue(
        static_cast<int>(1'000.0 * static_cast<double>(m_load->sent) / static_cast<double>(m_load->planned)));
  m_answers->setValue(answersText(*m_load));
  m_latency->setValue(tr("answered in p50 %1 · p99 %2 · p99.9 %3")
                          .arg(format::millis(m_load->p50Millis), format::millis(m_load->p99Millis),
                               format::millis(m_load->p999Millis)));
}

}  // namespace orderdeck::ui
