#include "ui/dialogs/file_form.h"

#include <QCoreApplication>
#include <QEvent>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QThreadPool>

#include "ui/dialogs/form_field.h"
#include "ui/theme/format.h"
#include "ui/widgets/place_over.h"
#include "ui/widgets/text_label.h"

namespace orderdeck::ui {

namespace {

constexpr qint64 kMostBytes = 48LL * 1024 * 1024;

// On any thread.
core::Result<api::ControlCall> callOf(const QString& path, int rate) {
  const auto fail = [](const QString& what) {
    return core::fail(core::ErrorCode::InvalidArgument, what.toStdString());
  };
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return fail(FileForm::tr("%1: %2").arg(path, file.errorString()));
  if (file.size() > kMostBytes) return fail(FileForm::tr("%1 is larger than 48 MB").arg(path));
  api::LoadSpec spec;
  spec.shape = api::LoadShape::File;
  spec.rate = rate;
  spec.fileText = file.readAll().toStdString();
  spec.fileFormat =
      path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive) ? api::FileFormat::Csv : api::FileFormat::JsonLines;
  return api::startLoad(spec);
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
  m_problem->setValue({});
  m_reading = true;
  updateStart();
  QThreadPool::globalInstance()->start(
      [path = m_path->text(), rate = m_rate->value(), self = QPointer<FileForm>(this)] {
        auto call = callOf(path, rate);
        QMetaObject::invokeMethod(qApp, [self, call = std::move(call)] {
          if (self) self->finish(call);
        });
      });
}

void FileForm::finish(const core::Result<api::ControlCall>& call) {
  m_reading = false;
  updateStart();
  if (call) {
    emit startRequested(*call);
  } else {
    m_problem->setValue(format::text(call.error().what));
  }
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
                         : m_reading                ? tr("The file is being read")
                         : m_path->text().isEmpty() ? tr("Choose a file first")
                                                    : QString();
  m_start->setEnabled(reason.isEmpty());
  m_start->setToolTip(reason);
}

}  // namespace orderdeck::ui
