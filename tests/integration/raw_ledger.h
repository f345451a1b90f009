// The ledger's SQLite file, read by plain SQL through QtSql, without our adapter. One thread.
#pragma once

#include <stdexcept>

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QString>
#include <QVariant>

namespace orderdeck::tests {

class RawLedger {
 public:
  explicit RawLedger(const QString& file) {
    QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "raw");
    database.setDatabaseName(file);
    database.setConnectOptions("QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=5000");
    if (!database.open()) throw std::runtime_error(database.lastError().text().toStdString());
  }
  ~RawLedger() {
    QSqlDatabase::database("raw").close();
    QSqlDatabase::removeDatabase("raw");
  }
  RawLedger(const RawLedger&) = delete;
  RawLedger& operator=(const RawLedger&) = delete;

  QList<QVariantList> rows(const QString& sql) {
    QSqlQuery query(QSqlDatabase::database("raw"));
    if (!query.exec(sql)) throw std::runtime_error((sql + ": " + query.lastError().text()).toStdString());
    QList<QVariantList> all;
    while (query.next()) {
      QVariantList row;
      for (int i = 0; i < query.record().count(); ++i) row << query.value(i);
      all << row;
    }
    return all;
  }

  qint64 number(const QString& sql) {
    const auto all = rows(sql);
    return all.isEmpty() || all.first().isEmpty() ? 0 : all.first().first().toLongLong();
  }
};

}  // namespace orderdeck::tests
