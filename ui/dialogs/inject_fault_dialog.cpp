#include "ui/dialogs/inject_fault_dialog.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <limits>

#include "api/json_decoder.h"
#include "ui/dialogs/armed_fault_list.h"
#include "ui/dialogs/form_field.h"
#include "ui/feed/feed.h"
#include "ui/theme/format.h"
#include "ui/widgets/message.h"
#include "ui/widgets/text_label.h"
#include "ui/words/fault_text.h"

namespace orderdeck::ui {

namespace {

constexpr int kFirstParamRow = 2;  // under the fault and its summary

bool isShare(const api::FaultParamView& param) { return param.unit == "share"; }

// Shares are typed in percent.
double scaleOf(const api::FaultParamView& param) { return isShare(param) ? 100.0 : 1.0; }

QString suffixOf(const api::FaultParamView& param) {
  if (isShare(param)) return QStringLiteral(" %");
  return param.unit.empty() ? QString() : QLatin1Char(' ') + format::text(param.unit);
}

}  // namespace

InjectFaultDialog::InjectFaultDialog(Feed& feed, QWidget* parent)
    : QDialog(parent),
      m_feed(feed),
      m_form(new QFormLayout),
      m_kind(new QComboBox(this)),
      m_summary(new TextLabel(FontRole::Body, TextLabel::Ink::Muted, {}, this)),
      m_target(new QComboBox(this)),
      m_startAfter(new QSpinBox(this)),
      m_seconds(new QSpinBox(this)),
      m_seed(new QSpinBox(this)),
      m_preview(new TextLabel(FontRole::Body, TextLabel::Ink::Warn, {}, this)),
      m_answer(new InlineMessage(this)),
      m_arm(new QPushButton(this)),
      m_armed(new ArmedFaultList(this)) {
  setModal(false);
  setMinimumWidth(scaled(480));
  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(12);
  layout->addLayout(m_form);
  layout->addWidget(m_preview);
  layout->addWidget(m_answer);
  layout->addWidget(m_arm);
  layout->addWidget(m_armed);
  layout->addStretch();
  m_summary->setWordWrap(true);
  m_preview->setWordWrap(true);
  m_answer->hide();
  m_startAfter->setRange(0, 3'600);
  m_startAfter->setSuffix(QStringLiteral(" s"));
  m_seed->setRange(0, std::numeric_limits<int>::max());
  m_seed->setValue(1);
  m_seconds->setRange(1, 3'600);
  m_seconds->setValue(60);
  m_seconds->setSuffix(QStringLiteral(" s"));
  m_arm->setProperty("role", "danger");
  m_arm->setObjectName(QStringLiteral("armFault"));
  m_arm->setAutoDefault(false);  // Enter in a field breaks nothing
  addField(m_form, m_kind);
  m_form->addRow(m_summary);
  addField(m_form, m_target);
  addField(m_form, m_startAfter);
  addField(m_form, m_seconds);
  addField(m_form, m_seed);

  connect(m_kind, &QComboBox::currentIndexChanged, this, &InjectFaultDialog::showKind);
  connect(m_target, &QComboBox::currentIndexChanged, this, &InjectFaultDialog::updatePreview);
  connect(m_startAfter, &QSpinBox::valueChanged, this, &InjectFaultDialog::updatePreview);
  connect(m_armed, &ArmedFaultList::clearRequested, this, &InjectFaultDialog::clear);
  connect(m_seconds, &QSpinBox::valueChanged, this, &InjectFaultDialog::updatePreview);
  connect(m_arm, &QPushButton::clicked, this, &InjectFaultDialog::arm);
  connect(&m_feed, &Feed::connectionChanged, this, &InjectFaultDialog::showActs);
  retranslate();
  fetchCatalogue();
}

void InjectFaultDialog::showSnapshot(const api::Snapshot& snapshot) {
  showActs();
  m_armed->showFaults(snapshot.faults);
  if (m_kinds.empty() && !m_fetching) fetchCatalogue();
  const int index = m_kind->currentIndex();
  if (index < 0) return;
  const auto& kind = m_kinds[static_cast<std::size_t>(index)];
  QStringList seen, services, nodes;  // a service with one node is that node
  for (const auto& node : snapshot.nodes) {
    if (std::ranges::find(kind.services, node.service) == kind.services.end()) continue;
    const QString service = format::text(node.service);
    nodes.append(format::text(node.name));
    if (kind.services.size() > 1 && seen.contains(service) && !services.contains(service)) services.append(service);
    seen.append(service);
  }
  QStringList shown;
  for (int i = kind.needsTarget ? 0 : 1; i < m_target->count(); ++i) shown.append(m_target->itemData(i).toString());
  if (m_target->count() > 0 && shown == services + nodes) return;
  const QString chosen = m_target->currentData().toString();
  m_target->clear();
  addEverywhere(kind);
  for (const auto& service : services) m_target->addItem(tr("every %1").arg(service), service);
  for (const auto& node : nodes) m_target->addItem(node, node);
  m_target->setCurrentIndex(std::max(0, m_target->findData(chosen)));
}

void InjectFaultDialog::addEverywhere(const api::FaultKindView& kind) {
  if (kind.needsTarget) return;
  m_target->addItem(kind.services.size() > 1 ? tr("every process that it can strike") : tr("every node of the service"),
                    QString());
}

void InjectFaultDialog::fetchCatalogue() {
  m_fetching = true;
  m_feed.send(api::faultCatalogue(), this, [this](const core::Result<std::string>& answer) {
    m_fetching = false;
    auto kinds = answer ? api::decodeJson<std::vector<api::FaultKindView>>(*answer, "fault catalogue")
                        : std::unexpected(answer.error());
    if (!kinds) {
      m_answer->set(Tone::Bad, tr("The faults are not known"), format::text(kinds.error().what));
      m_answer->show();
      return;
    }
    m_answer->hide();
    m_kinds = *std::move(kinds);
    m_kind->clear();
    for (const auto& kind : m_kinds) m_kind->addItem(faultTitle(format::text(kind.name)));
    choose(m_wanted);
    if (const auto* snapshot = m_feed.snapshotWith(needs().sections)) showSnapshot(*snapshot);
  });
}

void InjectFaultDialog::choose(const QString& kind) {
  m_wanted = kind;
  const auto found = std::ranges::find(m_kinds, kind.toStdString(), &api::FaultKindView::name);
  if (found != m_kinds.end()) m_kind->setCurrentIndex(static_cast<int>(found - m_kinds.begin()));
}

void InjectFaultDialog::showKind(int index) {
  for (const auto& [param, field] : m_params) m_form->removeRow(field);
  for (const auto& [choice, field] : m_choices) m_form->removeRow(field);
  m_params.clear();
  m_choices.clear();
  if (index < 0) return updatePreview();
  const auto& kind = m_kinds[static_cast<std::size_t>(index)];
  const QString name = format::text(kind.name);
  m_summary->setValue(faultSummary(name, format::text(kind.summary)));
  int row = kFirstParamRow;
  for (const auto& choice : kind.choices) {
    auto* box = new QComboBox(this);
    for (const std::string& option : choice.options) {
      const QString word = format::text(option);
      box->addItem(faultOption(word), word);
    }
    connect(box, &QComboBox::currentIndexChanged, this, &InjectFaultDialog::updatePreview);
    addRow(row++, faultSetting(name, format::text(choice.name), format::text(choice.title)), box);
    m_choices[choice.name] = box;
  }
  for (const auto& param : kind.params) {
    auto* box = new QDoubleSpinBox(this);
    box->setDecimals(0);
    box->setRange(param.least * scaleOf(param), param.most * scaleOf(param));
    box->setValue(param.standard * scaleOf(param));
    box->setSuffix(suffixOf(param));
    connect(box, &QDoubleSpinBox::valueChanged, this, &InjectFaultDialog::updatePreview);
    addRow(row++, faultSetting(name, format::text(param.name), format::text(param.title)), box);
    m_params[param.name] = box;
  }
  m_target->clear();
  if (const auto* snapshot = m_feed.snapshotWith(needs().sections)) showSnapshot(*snapshot);
  updatePreview();
}

void InjectFaultDialog::addRow(int row, const QString& title, QWidget* field) {
  field->setAccessibleName(title);
  m_form->insertRow(row, title, field);
}

void InjectFaultDialog::showActs() {
  const QString reason = m_feed.whyNoAct();
  const bool isKnown = m_kind->currentIndex() >= 0;
  m_armed->setWhyNot(reason);
  m_arm->setEnabled(reason.isEmpty() && isKnown && m_target->count() > 0);
  m_arm->setToolTip(!reason.isEmpty()        ? reason
                    : !isKnown               ? tr("The faults are not known")
                    : m_target->count() == 0 ? tr("There is nothing that it could strike")
                                             : QString());
}

void InjectFaultDialog::updatePreview() {
  const int index = m_kind->currentIndex();
  showActs();
  if (index < 0) return m_preview->setValue({});
  QStringList params;
  for (const auto& [name, box] : m_choices)
    params.append(QStringLiteral("%1 %2").arg(box->accessibleName(), box->currentText()));
  for (const auto& [name, box] : m_params)
    params.append(QStringLiteral("%1 %2").arg(box->accessibleName(), box->text()));
  const QString what = QStringLiteral("%1: %2").arg(m_kind->currentText(), params.join(QLatin1String(", ")));
  m_preview->setValue(m_startAfter->value() == 0
                          ? tr("%1. Strikes %2 at once, for %3, and ends by itself.")
                                .arg(what, m_target->currentText(), m_seconds->text())
                          : tr("%1. Strikes %2 in %3, for %4, and ends by itself.")
                                .arg(what, m_target->currentText(), m_startAfter->text(), m_seconds->text()));
}

void InjectFaultDialog::arm() {
  const int index = m_kind->currentIndex();
  if (index < 0) return;
  const auto& kind = m_kinds[static_cast<std::size_t>(index)];
  std::map<std::string, double> params;
  std::map<std::string, std::string> choices;
  for (const auto& param : kind.params) params[param.name] = m_params[param.name]->value() / scaleOf(param);
  for (const auto& [name, box] : m_choices) choices[name] = box->currentData().toString().toStdString();
  const auto call =
      api::armFault(kind.name, m_target->currentData().toString().toStdString(), params, m_seconds->value(), choices,
                    static_cast<std::uint64_t>(m_seed->value()), m_startAfter->value());
  m_feed.send(call, this, [this](const core::Result<std::string>& answer) {
    if (answer) {
      m_answer->set(Tone::Warn, tr("Armed"), tr("The list below shows what it strikes, and what happens since."));
      m_feed.refresh();
    } else {
      m_answer->set(Tone::Bad, tr("Not armed"), format::text(answer.error().what));
    }
    m_answer->show();
  });
}

void InjectFaultDialog::clear(const QString& id) {
  m_feed.send(api::clearFaults(id.toStdString()), this, [this](const core::Result<std::string>& answer) {
    m_answer->setVisible(!answer);
    if (!answer) m_answer->set(Tone::Bad, tr("Not cleared"), format::text(answer.error().what));
    m_feed.refresh();
  });
}

void InjectFaultDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

void InjectFaultDialog::showEvent(QShowEvent* event) {
  m_feed.show(this, needs());
  QDialog::showEvent(event);
}

void InjectFaultDialog::hideEvent(QHideEvent* event) {
  m_feed.hide(this);
  QDialog::hideEvent(event);
}

void InjectFaultDialog::retranslate() {
  setWindowTitle(tr("Inject fault"));
  nameField(m_form, m_kind, tr("Fault"));
  nameField(m_form, m_target, tr("Where"));
  nameField(m_form, m_startAfter, tr("Start after"));
  nameField(m_form, m_seconds, tr("For"));
  nameField(m_form, m_seed, tr("Seed"));
  m_armed->retranslate();
  m_arm->setText(tr("Arm the fault"));
  for (int i = 0; i < m_kind->count(); ++i)
    m_kind->setItemText(i, faultTitle(format::text(m_kinds[static_cast<std::size_t>(i)].name)));
  showKind(m_kind->currentIndex());
}

}  // namespace orderdeck::ui
