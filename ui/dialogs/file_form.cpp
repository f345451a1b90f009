#include "ui/dialogs/file_form.h"

#include <QEvent>
#include <QFile>
#include <QFileDialog>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

#include "ui/widgets/text_label.h"

namespace orderdeck::ui {

namespace {

constexpr qint64 kMostBytes = 48LL * 1024 * 1024;

}  // namespace

FileForm::FileForm(QWidget* parent)
    : QWidget(parent),
      m_form(new QFormLayout(this)),
      m_path(new QLineEdit(this)),
      m_rate(new QSpinBox(this)),
      m_choose(new QPushButton(this)),
      m_start(new QPushButton(this)),
      m_hint(new TextLabel(FontRole::Small, TextLabel::Ink::Muted, {}, this)),
      m_problem(new TextLabel(FontRole::Body, TextLabel::Ink::Bad, {}, this)) {
  m_form->setContentsMargins(12, 12, 12, 12);
  m_rate->setRange(1, 20'000);
  m_rate->setValue(100);
  m_start->setProperty("role", "primary");
  m_hint->setWordWrap(true);
  m_problem->setWordWrap(true);
  m_form->addRow(QString(), m_path);
  m_form->addRow(QString(), m_choose);
  m_form->addRow(QString(), m_rate);
  m_form->addRow(m_hint);
  m_form->addRow(QString(), m_start);
  m_form->addRow(m_problem);
  connect(m_choose, &QPushButton::clicked, this, &FileForm::choose);
  connect(m_path, &QLineEdit::textChanged, this, &FileForm::updateStart);
  connect(m_start, &QPushButton::clicked, this, &FileForm::start);
  retranslate();
}

void FileForm::setRunning(bool running) {
  m_running = running;
  updateStart();
}

void FileForm::choose() {
  auto* dialog = new QFileDialog(this, tr("File of orders"), {}, tr("Orders (*.jsonl *.csv)"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  connect(dialog, &QFileDialog::fileSelected, m_path, &QLineEdit::setText);
  dialog->open();
}

void FileForm::start() {
  m_problem->setValue({});
  QFile file(m_path->text());
  if (!file.open(QIODevice::ReadOnly)) return m_problem->setValue(tr("%1: %2").arg(file.fileName(), file.errorString()));
  if (file.size() > kMostBytes) return m_problem->setValue(tr("%1 is larger than 48 MB").arg(file.fileName()));
  runtime::LoadSpec spec;
  spec.shape = "file";
  spec.rate = m_rate->value();
  spec.fileText = file.readAll().toStdString();
  spec.fileFormat = file.fileName().endsWith(QLatin1String(".csv"), Qt::CaseInsensitive) ? "csv" : "jsonl";
  emit startRequested(spec);
}

void FileForm::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

void FileForm::retranslate() {
  const auto name = [this](QWidget* field, const QString& label) {
    static_cast<QLabel*>(m_form->labelForField(field))->setText(label);
    field->setAccessibleName(label);
  };
  name(m_path, tr("File"));
  name(m_rate, tr("Orders per second"));
  m_choose->setText(tr("Choose …"));
  m_start->setText(tr("Send the file"));
  m_hint->setValue(tr("JSON lines: one order a line, as for POST /orders. CSV: userId,productId,quantity and optionally order; rows with the same "
                      "order make one. A file with a wrong line is refused whole."));
  updateStart();
}

void FileForm::updateStart() {
  const QString reason = m_running ? tr("A load runs: stop it first") : m_path->text().isEmpty() ? tr("Choose a file first") : QString();
  m_start->setEnabled(reason.isEmpty());
  m_start->setToolTip(reason);
}

}  // namespace orderdeck::ui
