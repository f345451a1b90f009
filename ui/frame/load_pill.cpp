#include "ui/frame/load_pill.h"

#include <QHBoxLayout>
#include <QToolButton>

#include "ui/pages/page_parts.h"
#include "ui/theme/format.h"
#include "ui/theme/icon.h"
#include "ui/theme/theme.h"

namespace orderdeck::ui {

namespace {

QString shortly(const api::LoadView& load) {
  if (load.checkedShare) return LoadPill::tr("reading %1").arg(format::percent(*load.checkedShare));
  const QString rate = LoadPill::tr("load %1/s").arg(format::perSecond(load.sentPerSecond));
  if (load.planned <= 0) return rate;
  return rate + QStringLiteral(" · ") +
         format::percent(static_cast<double>(load.sent) / static_cast<double>(load.planned));
}

}  // namespace

LoadPill::LoadPill(QWidget* parent) : QWidget(parent), m_text(new QToolButton(this)), m_stop(new QToolButton(this)) {
  m_text->setObjectName(QStringLiteral("runningLoad"));
  m_text->setFont(textFont(FontRole::Small));
  m_stop->setObjectName(QStringLiteral("stopRunningLoad"));
  m_stop->setIconSize({scaled(14), scaled(14)});
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(m_text);
  layout->addWidget(m_stop);
  connect(m_text, &QToolButton::clicked, this, &LoadPill::opened);
  connect(m_stop, &QToolButton::clicked, this, &LoadPill::stopRequested);
  retranslate();
}

void LoadPill::showLoad(const std::optional<api::LoadView>& load) {
  if (load == m_load) return;
  m_load = load;
  render();
}

void LoadPill::setWhyNot(const QString& reason) {
  offer(m_stop, reason, tr("Stop the load: what was sent already goes on"));
}

void LoadPill::retranslate() {
  m_text->setToolTip(tr("The load that runs: click shows it whole"));
  m_stop->setAccessibleName(tr("Stop the load"));
  m_stop->setIcon(themeIcon(QStringLiteral("stop")));
  render();
}

void LoadPill::setBrief(bool brief) { m_text->setHidden(brief); }

QString LoadPill::text() const { return m_text->text(); }

void LoadPill::render() {
  const bool isRunning = m_load && m_load->state == api::JobState::Running;
  setVisible(isRunning);
  if (isRunning) m_text->setText(shortly(*m_load));
}

}  // namespace orderdeck::ui
