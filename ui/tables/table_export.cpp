#include "ui/tables/table_export.h"

#include <QProgressDialog>

#include "ui/tables/cell.h"
#include "ui/tables/csv.h"
#include "ui/theme/format.h"
#include "ui/widgets/message.h"
#include "ui/widgets/place_over.h"
#include "ui/widgets/save_file.h"

namespace orderdeck::ui {

QByteArray csvHead(const QAbstractItemModel& model, const QList<int>& columns) {
  QVariantList titles;
  for (const int column : columns) titles.append(model.headerData(column, Qt::Horizontal, RawRole));
  return csvLine(titles);
}

QByteArray csvRows(const QAbstractItemModel& model, const QList<int>& columns) {
  QByteArray csv;
  for (int row = 0; row < model.rowCount(); ++row) {
    QVariantList values;
    for (const int column : columns) values.append(model.index(row, column).data(RawRole));
    csv += csvLine(values);
  }
  return csv;
}

PagedExport::PagedExport(QWidget* owner, const QString& path, const QByteArray& head, QList<int> columns,
                         FetchRows source)
    : QObject(owner),
      m_owner(owner),
      m_path(path),
      m_file(path),
      m_columns(std::move(columns)),
      m_fetch(std::move(source)) {
  if (!m_file.open(QIODevice::WriteOnly) || m_file.write(head) != head.size()) {
    fail(m_file.errorString());
    return;
  }
  m_progress = new QProgressDialog(owner->window());
  m_progress->setAttribute(Qt::WA_DeleteOnClose);
  m_progress->setWindowTitle(tr("Export as CSV"));
  m_progress->setRange(0, 0);  // how many there are in all is not known
  m_progress->setCancelButtonText(tr("Cancel"));
  showCount();
  connect(m_progress, &QProgressDialog::canceled, this, [this] {
    Toast::show(m_owner, tr("The export was cancelled: nothing was written"), Tone::Warn);
    deleteLater();
    m_fetch = {};
  });
  placeOver(m_progress, owner);
  m_progress->show();
  fetch({});
}

PagedExport::~PagedExport() { delete m_progress; }

void PagedExport::fetch(const QString& from) {
  m_fetch(from, [self = QPointer(this)](const core::Result<FetchedRows>& fetched) {
    if (self && self->m_fetch) self->take(fetched);
  });
}

void PagedExport::take(const core::Result<FetchedRows>& fetched) {
  if (!fetched) return fail(format::text(fetched.error().what));
  const QByteArray lines = csvRows(*fetched->rows, m_columns);
  if (m_file.write(lines) != lines.size()) return fail(m_file.errorString());
  m_count += fetched->rows->rowCount();
  showCount();
  if (fetched->next.isEmpty()) return finish();
  fetch(fetched->next);
}

void PagedExport::showCount() { m_progress->setLabelText(tr("%Ln rows written", nullptr, static_cast<int>(m_count))); }

void PagedExport::finish() {
  if (!m_file.commit()) return fail(m_file.errorString());
  tellSaved(m_owner, m_path, m_count);
  deleteLater();
}

void PagedExport::fail(const QString& why) {
  m_file.cancelWriting();
  tellNotSaved(m_owner, m_path, why);
  deleteLater();
}

}  // namespace orderdeck::ui
