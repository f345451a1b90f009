// Dead letters as rows of the table dead_letters, and a query of them as SQL. Private to adapters/sql; any thread.
#pragma once

#include <QSqlQuery>
#include <QString>
#include <QVariantList>

#include "ports/ledger/dead_letter_store.h"

namespace orderdeck::adapters::sql {

/// INSERT that leaves a letter alone which is there, unless it was redriven and failed again after that; a message that
/// was redriven before brings its count along.
QString insertLetterSql();
QVariantList insertLetterValues(const ports::DeadLetter& letter);

/// Without the body, which may be large; with it.
QString selectLettersSql();
QString selectWholeLettersSql();
core::Result<ports::DeadLetter> letterAt(const QSqlQuery& row);  // Corrupt: it has no status that is known
core::Result<ports::DeadLetter> wholeLetterAt(const QSqlQuery& row);

struct LetterCondition {
  QString sql;  // what follows WHERE
  QVariantList values;
};
LetterCondition conditionOf(const ports::DeadLetterQuery& query);

}  // namespace orderdeck::adapters::sql
