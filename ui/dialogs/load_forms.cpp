#include "ui/dialogs/load_forms.h"

#include <QComboBox>
#include <QEvent>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QTimer>
#include <array>
#include <cmath>

#include "ui/dialogs/form_field.h"
#include "ui/widgets/text_label.h"

namespace orderdeck::ui {

namespace {

// In the sequence of the list; RateForm::retranslate() has their titles.
constexpr std::array kShapes = {api::LoadShape::Steady, api::LoadShape::Ramp, api::LoadShape::Spike,
                                api::LoadShape::Sine,   api::LoadShape::Step, api::LoadShape::Poisson};
constexpr int kMostRate = 20'000;       // orders/s
constexpr int kMostBurst = 10'000'000;  // orders
constexpr int kBurstConnections = 128;
constexpr int kSteerMillis = 100;  // a slider that is dragged is heard so often

// The slider is logarithmic: 1 order/s at its left, kMostRate at its right.
constexpr int kSliderSteps = 1'000;

int rateAt(int step) {
  return static_cast<int>(std::lround(std::pow(kMostRate, static_cast<double>(step) / kSliderSteps)));
}

int stepOf(int rate) { return static_cast<int>(std::lround(kSliderSteps * std::log(rate) / std::log(kMostRate))); }

QSpinBox* percentBox(QWidget* parent) {
  auto* box = new QSpinBox(parent);
  box->setRange(0, 100);
  box->setSuffix(QStringLiteral(" %"));
  return box;
}

void setStart(QPushButton* start, bool running, const QString& whyNot) {
  const QString reason = !whyNot.isEmpty() ? whyNot
                         : running         ? QCoreApplication::translate("LoadForm", "A load runs: stop it first")
                                           : QString();
  start->setEnabled(reason.isEmpty());
  start->setToolTip(reason);
}

}  // namespace

BurstForm::BurstForm(QWidget* parent)
    : QWidget(parent), m_form(new QFormLayout(this)), m_count(new QSpinBox(this)), m_start(new QPushButton(this)) {
  m_form->setContentsMargins(12, 12, 12, 12);
  m_count->setRange(1, kMostBurst);
  m_count->setGroupSeparatorShown(true);
  m_count->setSingleStep(1'000);
  m_count->setValue(1'000);
  m_start->setProperty("role", "primary");
  addField(m_form, m_count);
  m_form->addRow(QString(), m_start);
  connect(m_start, &QPushButton::clicked, this, [this] {
    api::LoadSpec spec;
    spec.closed = true;
    spec.count = m_count->value();
    spec.connections = kBurstConnections;
    emit startRequested(spec);
  });
  retranslate();
}

void BurstForm::setRunning(bool running) {
  m_running = running;
  setStart(m_start, m_running, m_whyNot);
}

void BurstForm::setWhyNot(const QString& reason) {
  m_whyNot = reason;
  setStart(m_start, m_running, m_whyNot);
}

void BurstForm::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

void BurstForm::retranslate() {
  nameField(m_form, m_count, tr("Orders"));
  m_start->setText(tr("Send as fast as they are answered"));
  setStart(m_start, m_running, m_whyNot);
}

RateForm::RateForm(QWidget* parent)
    : QWidget(parent),
      m_steer(new QTimer(this)),
      m_form(new QFormLayout(this)),
      m_rate(new QSpinBox(this)),
      m_slider(new QSlider(Qt::Horizontal, this)),
      m_shape(new QComboBox(this)),
      m_seconds(new QSpinBox(this)),
      m_hot(percentBox(this)),
      m_duplicates(percentBox(this)),
      m_hint(new TextLabel(FontRole::Small, TextLabel::Ink::Muted, {}, this)),
      m_start(new QPushButton(this)) {
  m_form->setContentsMargins(12, 12, 12, 12);
  m_rate->setRange(1, kMostRate);
  m_rate->setGroupSeparatorShown(true);
  m_rate->setKeyboardTracking(false);
  m_slider->setRange(0, kSliderSteps);
  m_slider->setPageStep(kSliderSteps / 10);
  for (std::size_t i = 0; i < kShapes.size(); ++i) m_shape->addItem(QString());
  m_seconds->setRange(0, 86'400);
  m_seconds->setSuffix(QStringLiteral(" s"));
  m_seconds->setValue(60);
  m_start->setProperty("role", "primary");
  addField(m_form, m_rate);
  m_form->addRow(QString(), m_slider);
  for (QWidget* field : std::initializer_list<QWidget*>{m_shape, m_seconds, m_hot, m_duplicates})
    addField(m_form, field);
  m_hint->setWordWrap(true);
  m_form->addRow(m_hint);
  m_form->addRow(QString(), m_start);
  m_steer->setSingleShot(true);
  m_steer->setInterval(kSteerMillis);

  connect(m_slider, &QSlider::valueChanged, this, [this](int step) { m_rate->setValue(rateAt(step)); });
  connect(m_rate, &QSpinBox::valueChanged, this, [this](int rate) {
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(stepOf(rate));
    if (m_steerable && m_whyNot.isEmpty() && !m_steer->isActive()) m_steer->start();
  });
  connect(m_steer, &QTimer::timeout, this, [this] {
    if (m_steerable && m_whyNot.isEmpty()) emit rateChanged(m_rate->value());
  });
  connect(m_start, &QPushButton::clicked, this, [this] { emit startRequested(spec()); });
  m_rate->setValue(1'000);
  retranslate();
}

api::LoadSpec RateForm::spec() const {
  api::LoadSpec spec;
  spec.shape = kShapes[static_cast<std::size_t>(m_shape->currentIndex())];
  spec.rate = m_rate->value();
  if (m_seconds->value() > 0) spec.seconds = m_seconds->value();
  spec.hotSku = m_hot->value() / 100.0;
  spec.duplicates = m_duplicates->value() / 100.0;
  return spec;
}

void RateForm::showLoad(const std::optional<api::LoadView>& load) {
  m_running = load && load->state == api::JobState::Running;
  const bool steerable = m_running && load->shape != api::ShownShape::Closed;
  if (steerable && load->id != m_load && load->shape == api::ShownShape::Steady && load->targetRate >= 1) {
    m_steerable = false;  // what the load does already needs not be sent to it
    m_rate->setValue(static_cast<int>(std::lround(load->targetRate)));
  }
  m_steerable = steerable;
  m_load = load ? load->id : std::string();
  showRunning();
}

void RateForm::setWhyNot(const QString& reason) {
  m_whyNot = reason;
  showRunning();
}

void RateForm::showRunning() {
  setStart(m_start, m_running, m_whyNot);
  m_hint->setValue(!m_running ? tr("The rate can be changed while the load runs.")
                   : m_steerable
                       ? tr("The slider steers the load that runs now.")
                       : tr("The load that runs now is sent as fast as it is answered; it has no rate to steer."));
}

void RateForm::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

void RateForm::retranslate() {
  nameField(m_form, m_rate, tr("Orders per second"));
  m_slider->setAccessibleName(tr("Orders per second, also while the load runs"));
  nameField(m_form, m_shape, tr("Shape"));
  nameField(m_form, m_seconds, tr("For"));
  nameField(m_form, m_hot, tr("One hot product"));
  nameField(m_form, m_duplicates, tr("Repeated requests"));
  m_seconds->setSpecialValueText(tr("until stopped"));
  m_hot->setToolTip(tr("The share of orders that want the same product"));
  m_duplicates->setToolTip(tr("The share of requests that repeat an earlier idempotency key"));
  const QStringList shapes = {
      tr("steady"), tr("ramp: from 0 to the rate"), tr("spike: a tenth, then the rate, then a tenth"), tr("sine"),
      tr("steps"),  tr("Poisson arrivals")};
  for (int i = 0; i < m_shape->count(); ++i) m_shape->setItemText(i, shapes[i]);
  m_start->setText(tr("Start"));
  showRunning();
}

}  // namespace orderdeck::ui
