#include "ui/dialogs/inject_fault_dialog.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <nlohmann/json.hpp>

#include "ui/dialogs/form_field.h"
#include "ui/feed/feed.h"
#include "ui/theme/format.h"
#include "ui/widgets/fault_text.h"
#include "ui/widgets/message.h"
#include "ui/widgets/text_label.h"

namespace orderdeck::ui {

namespace {

constexpr int kFirstParamRow = 2;  // under the fault and its summary

bool isShare(const FaultKindView::Param& param) { return param.unit == QLatin1String("share"); }

// Shares are typed in percent.
double scaleOf(const FaultKindView::Param& param) { return isShare(param) ? 100.0 : 1.0; }

QString suffixOf(const FaultKindView::Param& param) {
  if (isShare(param)) return QStringLiteral(" %");
  return param.unit.isEmpty() ? QString() : QLatin1Char(' ') + param.unit;
}

QString faultParamTitle(const QString& name) {
  if (name == QLatin1String("share")) return InjectFaultDialog::tr("share of charges");
  if (name == QLatin1String("latencyMs")) return InjectFaultDialog::tr("added latency");
  if (name == QLatin1String("jitterMs")) return InjectFaultDialog::tr("jitter");
  return name;
}

// In the language that is on where it is known; else as the backend says it.
QString faultSummary(const FaultKindView& kind) {
  if (kind.name == QLatin1String("payment-declines")) return InjectFaultDialog::tr("The payment provider declines a share of the charges.");
  if (kind.name == QLatin1String("payment-slow")) return InjectFaultDialog::tr("The payment provider takes longer to answer a charge.");
  return kind.summary;
}

}  // namespace

core::Result<std::vector<FaultKindView>> parseFaultCatalogue(const std::string& text) {
  try {
    std::vector<FaultKindView> kinds;
    for (const auto& item : nlohmann::json::parse(text)) {
      FaultKindView kind{.name = format::text(item.at("name").get<std::string>()),
                         .service = format::text(item.at("service").get<std::string>()),
                         .summary = format::text(item.at("summary").get<std::string>()),
                         .params = {}};
      for (const auto& param : item.at("params")) {
        kind.params.push_back({format::text(param.at("name").get<std::string>()), format::text(param.at("unit").get<std::string>()),
                               param.at("standard").get<double>(), param.at("least").get<double>(), param.at("most").get<double>()});
      }
      kinds.push_back(std::move(kind));
    }
    return kinds;
  } catch (const nlohmann::json::exception& error) {
    return core::fail(core::ErrorCode::Corrupt, std::string("the fault catalogue cannot be read: ") + error.what());
  }
}

InjectFaultDialog::InjectFaultDialog(Feed& feed, QWidget* parent)
    : QDialog(parent),
      m_feed(feed),
      m_form(new QFormLayout),
      m_kind(new QComboBox(this)),
      m_summary(new TextLabel(FontRole::Body, TextLabel::Ink::Muted, {}, this)),
      m_target(new QComboBox(this)),
      m_probability(new QSpinBox(this)),
      m_seconds(new QSpinBox(this)),
      m_preview(new TextLabel(FontRole::Body, TextLabel::Ink::Warn, {}, this)),
      m_answer(new InlineMessage(this)),
      m_arm(new QPushButton(this)) {
  setModal(false);
  setMinimumWidth(scaled(480));
  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(12);
  layout->addLayout(m_form);
  layout->addWidget(m_preview);
  layout->addWidget(m_answer);
  layout->addWidget(m_arm);
  layout->addStretch();
  m_summary->setWordWrap(true);
  m_preview->setWordWrap(true);
  m_answer->hide();
  m_probability->setRange(1, 100);
  m_probability->setValue(100);
  m_probability->setSuffix(QStringLiteral(" %"));
  m_seconds->setRange(1, 3'600);
  m_seconds->setValue(60);
  m_seconds->setSuffix(QStringLiteral(" s"));
  m_arm->setProperty("role", "danger");
  m_arm->setObjectName(QStringLiteral("armFault"));
  addField(m_form, m_kind);
  m_form->addRow(m_summary);
  addField(m_form, m_target);
  addField(m_form, m_probability);
  addField(m_form, m_seconds);

  connect(m_kind, &QComboBox::currentIndexChanged, this, &InjectFaultDialog::showKind);
  connect(m_target, &QComboBox::currentIndexChanged, this, &InjectFaultDialog::updatePreview);
  connect(m_probability, &QSpinBox::valueChanged, this, &InjectFaultDialog::updatePreview);
  connect(m_seconds, &QSpinBox::valueChanged, this, &InjectFaultDialog::updatePreview);
  connect(m_arm, &QPushButton::clicked, this, &InjectFaultDialog::arm);
  retranslate();
  fetchCatalogue();
}

void InjectFaultDialog::showSnapshot(const runtime::Snapshot& snapshot) {
  if (m_kinds.empty() && !m_fetching) fetchCatalogue();
  const int kind = m_kind->currentIndex();
  if (kind < 0) return;
  QStringList nodes;
  for (const auto& node : snapshot.nodes) {
    if (format::text(node.service) == m_kinds[static_cast<std::size_t>(kind)].service) nodes.append(format::text(node.name));
  }
  QStringList shown;
  for (int i = 1; i < m_target->count(); ++i) shown.append(m_target->itemText(i));
  if (m_target->count() > 0 && shown == nodes) return;
  const QString chosen = m_target->currentData().toString();
  m_target->clear();
  m_target->addItem(tr("every node of the service"), QString());
  for (const auto& node : nodes) m_target->addItem(node, node);
  m_target->setCurrentIndex(std::max(0, m_target->findData(chosen)));
}

void InjectFaultDialog::fetchCatalogue() {
  m_fetching = true;
  m_feed.send(runtime::faultCatalogue(), this, [this](const core::Result<std::string>& answer) {
    m_fetching = false;
    auto kinds = answer ? parseFaultCatalogue(*answer) : std::unexpected(answer.error());
    if (!kinds) {
      m_answer->set(Tone::Bad, tr("The faults are not known"), format::text(kinds.error().what));
      m_answer->show();
      return;
    }
    m_answer->hide();
    m_kinds = *std::move(kinds);
    m_kind->clear();
    for (const auto& kind : m_kinds) m_kind->addItem(faultTitle(kind.name));
    if (const auto* snapshot = m_feed.snapshot()) showSnapshot(*snapshot);
  });
}

void InjectFaultDialog::showKind(int index) {
  for (const auto& param : m_params) m_form->removeRow(param.second);
  m_params.clear();
  if (index < 0) return updatePreview();
  const auto& kind = m_kinds[static_cast<std::size_t>(index)];
  m_summary->setValue(faultSummary(kind));
  for (const auto& param : kind.params) {
    auto* box = new QDoubleSpinBox(this);
    box->setDecimals(0);
    box->setRange(param.least * scaleOf(param), param.most * scaleOf(param));
    box->setValue(param.standard * scaleOf(param));
    box->setSuffix(suffixOf(param));
    box->setAccessibleName(faultParamTitle(param.name));
    connect(box, &QDoubleSpinBox::valueChanged, this, &InjectFaultDialog::updatePreview);
    m_form->insertRow(kFirstParamRow + static_cast<int>(m_params.size()), faultParamTitle(param.name), box);
    m_params[param.name] = box;
  }
  m_target->clear();
  if (const auto* snapshot = m_feed.snapshot()) showSnapshot(*snapshot);
  updatePreview();
}

void InjectFaultDialog::updatePreview() {
  const int index = m_kind->currentIndex();
  m_arm->setEnabled(index >= 0);
  m_arm->setToolTip(index >= 0 ? QString() : tr("The faults are not known"));
  if (index < 0) return m_preview->setValue({});
  QStringList params;
  for (const auto& [name, box] : m_params) params.append(QStringLiteral("%1 %2").arg(faultParamTitle(name), box->text()));
  m_preview->setValue(tr("%1: %2. Strikes %3 of the time on %4, for %5, and ends by itself.")
                          .arg(m_kind->currentText(), params.join(QLatin1String(", ")), m_probability->text(), m_target->currentText(),
                               m_seconds->text()));
}

void InjectFaultDialog::arm() {
  const int index = m_kind->currentIndex();
  if (index < 0) return;
  const auto& kind = m_kinds[static_cast<std::size_t>(index)];
  std::map<std::string, double> params;
  for (const auto& param : kind.params) params[param.name.toStdString()] = m_params[param.name]->value() / scaleOf(param);
  const auto call = runtime::armFault(kind.name.toStdString(), m_target->currentData().toString().toStdString(), params,
                                      m_probability->value() / 100.0, m_seconds->value());
  m_feed.send(call, this, [this](const core::Result<std::string>& answer) {
    if (answer) {
      m_answer->set(Tone::Warn, tr("Armed"), tr("The band on top of the window shows how often it hits."));
      m_feed.refresh();
    } else {
      m_answer->set(Tone::Bad, tr("Not armed"), format::text(answer.error().what));
    }
    m_answer->show();
  });
}

void InjectFaultDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

void InjectFaultDialog::retranslate() {
  setWindowTitle(tr("Inject fault"));
  nameField(m_form, m_kind, tr("Fault"));
  nameField(m_form, m_target, tr("Where"));
  nameField(m_form, m_probability, tr("Probability"));
  nameField(m_form, m_seconds, tr("For"));
  m_arm->setText(tr("Arm the fault"));
  for (int i = 0; i < m_kind->count(); ++i) m_kind->setItemText(i, faultTitle(m_kinds[static_cast<std::size_t>(i)].name));
  if (m_target->count() > 0) m_target->setItemText(0, tr("every node of the service"));
  showKind(m_kind->currentIndex());
}

}  // namespace orderdeck::ui
