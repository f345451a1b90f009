#include "ui/dialogs/file_form.h"

#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

#include "ui/dialogs/form_field.h"
#include "ui/widgets/place_over.h"
#include "ui/widgets/text_label.h"

namespace orderdeck::ui {

namespace {

/// By the name; none: the text decides.
api::FileFormat formatOf(const QFileInfo& file) {
  const QString suffix = file.suffix().toLower();
  if (suffix == QLatin1String("csv")) return api::FileFormat::Csv;
  return suffix == QLatin1String("jsonl") ? api::FileFormat::JsonLines : api::FileFormat::None;
}

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
  m_choose->setAutoDefault(false);
  m_rate->setGroupSeparatorShown(true);
  m_hint->setWordWrap(true);
  m_problem->setWordWrap(true);
  addField(m_form, m_path);
  m_form->addRow(QString(), m_choose);
  addField(m_form, m_rate);
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

void FileForm::setWhyNot(const QString& reason) {
  m_whyNot = reason;
  updateStart();
}

void FileForm::choose() {
  auto* dialog = new QFileDialog(this, tr("File of orders"), {}, tr("Orders (*.jsonl *.csv)"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  connect(dialog, &QFileDialog::fileSelected, m_path, &QLineEdit::setText);
  placeOver(dialog, this);
  dialog->open();
}

void FileForm::start() {
  const QFileInfo file(m_path->text());
  m_problem->setValue(file.isFile() && file.isReadable() ? QString() : tr("%1 cannot be read").arg(m_path->text()));
  if (!file.isFile() || !file.isReadable()) return;
  api::LoadSpec spec;
  spec.shape = api::LoadShape::File;
  spec.rate = m_rate->value();
  spec.file = file.absoluteFilePath().toStdString();
  spec.fileFormat = formatOf(file);
  emit startRequested(api::startLoad(spec));
}

void FileForm::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

void FileForm::retranslate() {
  nameField(m_form, m_path, tr("File"));
  nameField(m_form, m_rate, tr("Orders per second"));
  m_choose->setText(tr("Choose…"));
  m_start->setText(tr("Send the file"));
  m_hint->setValue(
      tr("JSON lines: one order a line, as for POST /orders. CSV: userId,productId,quantity and optionally order; rows "
         "with the same "
         "order make one. A file with a wrong line is refused whole."));
  updateStart();
}

void FileForm::updateStart() {
  const QString reason = !m_whyNot.isEmpty()        ? m_whyNot
                         : m_running                ? tr("A load runs: stop it first")
                         : m_path->text().isEmpty() ? tr("Choose a file first")
                                                    : QString();
  m_start->setEnabled(reason.isEmpty());
  m_start->setToolTip(reason);
}

}  // namespace orderdeck::ui
