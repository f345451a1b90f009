#include "adapters/sql/dead_letter_rows.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QStringList>

#include "adapters/sql/sql_session.h"

namespace orderdeck::adapters::sql {

using ports::DeadLetter;

namespace {

const QString kColumns = QStringLiteral(
    "letter_id, topic, partition, \"offset\", service, order_id, event, event_id, why, attempts, failed_at, recorded_at, message_key, body_bytes, "
    "truncated, status, redriven_at, redrives");
constexpr int kColumnCount = 18;

QByteArray bytesOf(const std::string& text) { return QByteArray(text.data(), static_cast<qsizetype>(text.size())); }

/// Text that came from outside: PostgreSQL refuses a NUL in it.
QString cleanText(const std::string& text) { return toQt(text).remove(QChar(u'\0')); }

/// What tells a message from others: it is the same wherever it stands, so that one which fails again is found.
QString fingerprintOf(const DeadLetter& letter) {
  QCryptographicHash hash(QCryptographicHash::Sha1);
  hash.addData(bytesOf(letter.topic + '\0' + letter.key + '\0'));
  hash.addData(bytesOf(letter.body));
  return QString::fromLatin1(hash.result().toHex());
}

core::Timestamp timeAt(const QSqlQuery& row, int column) { return core::fromEpochMillis(row.value(column).toLongLong()); }

/// For LIKE: `text` anywhere, its own wildcards taken as they are.
QString containing(const std::string& text) {
  QString pattern = cleanText(text).toLower();
  for (const char* special : {"\\", "%", "_"}) pattern.replace(QLatin1String(special), QLatin1String("\\") + QLatin1String(special));
  return QLatin1Char('%') + pattern + QLatin1Char('%');
}

}  // namespace

QString insertLetterSql() {
  return QStringLiteral("INSERT INTO dead_letters (letter_id, topic, partition, \"offset\", service, order_id, event, event_id, why, attempts, failed_at, "
                        "recorded_at, message_key, body_bytes, truncated, status, fingerprint, body, redrives) "
                        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                        "COALESCE((SELECT MAX(redrives) FROM dead_letters WHERE fingerprint = ? AND service = ?), 0)) ON CONFLICT DO NOTHING");
}

QVariantList insertLetterValues(const DeadLetter& letter) {
  const QString fingerprint = fingerprintOf(letter);
  return {toQt(letter.letterId),
          cleanText(letter.topic),
          letter.partition,
          static_cast<qlonglong>(letter.offset),
          cleanText(letter.service),
          cleanText(letter.orderId),
          cleanText(letter.event),
          cleanText(letter.eventId),
          cleanText(letter.why),
          letter.attempts,
          static_cast<qlonglong>(core::toEpochMillis(letter.failedAt)),
          static_cast<qlonglong>(core::toEpochMillis(letter.recordedAt)),
          bytesOf(letter.key),
          static_cast<qlonglong>(letter.bodyBytes),
          letter.truncated ? 1 : 0,
          cleanText(letter.status),
          fingerprint,
          bytesOf(letter.body),
          fingerprint,
          cleanText(letter.service)};
}

QString selectLettersSql() { return QStringLiteral("SELECT ") + kColumns + QStringLiteral(" FROM dead_letters WHERE "); }

QString selectWholeLettersSql() { return QStringLiteral("SELECT ") + kColumns + QStringLiteral(", body FROM dead_letters WHERE "); }

DeadLetter letterAt(const QSqlQuery& row) {
  DeadLetter letter;
  letter.letterId = textAt(row, 0);
  letter.topic = textAt(row, 1);
  letter.partition = row.value(2).toInt();
  letter.offset = row.value(3).toLongLong();
  letter.service = textAt(row, 4);
  letter.orderId = textAt(row, 5);
  letter.event = textAt(row, 6);
  letter.eventId = textAt(row, 7);
  letter.why = textAt(row, 8);
  letter.attempts = row.value(9).toInt();
  letter.failedAt = timeAt(row, 10);
  letter.recordedAt = timeAt(row, 11);
  letter.key = row.value(12).toByteArray().toStdString();
  letter.bodyBytes = row.value(13).toLongLong();
  letter.truncated = row.value(14).toInt() != 0;
  letter.status = textAt(row, 15);
  if (!row.value(16).isNull()) letter.redrivenAt = timeAt(row, 16);
  letter.redrives = row.value(17).toInt();
  return letter;
}

DeadLetter wholeLetterAt(const QSqlQuery& row) {
  DeadLetter letter = letterAt(row);
  letter.body = row.value(kColumnCount).toByteArray().toStdString();
  return letter;
}

LetterCondition conditionOf(const ports::DeadLetterQuery& query) {
  QStringList parts;
  LetterCondition condition;
  const auto equals = [&](const char* column, const std::string& value) {
    if (value.empty()) return;
    parts << QLatin1String(column) + QStringLiteral(" = ?");
    condition.values << cleanText(value);
  };
  equals("topic", query.topic);
  equals("service", query.service);
  equals("status", query.status);
  equals("order_id", query.orderId);
  if (query.truncated) parts << QStringLiteral("truncated = %1").arg(*query.truncated ? 1 : 0);
  if (!query.text.empty()) {
    QStringList any;
    for (const char* column : {"letter_id", "order_id", "event", "why"}) {
      any << QStringLiteral("lower(%1) LIKE ? ESCAPE '\\'").arg(QLatin1String(column));
      condition.values << containing(query.text);
    }
    parts << QLatin1Char('(') + any.join(QStringLiteral(" OR ")) + QLatin1Char(')');
  }
  if (!query.before.empty()) {
    parts << QStringLiteral("(recorded_at, letter_id) < (SELECT recorded_at, letter_id FROM dead_letters WHERE letter_id = ?)");
    condition.values << cleanText(query.before);
  }
  condition.sql = parts.isEmpty() ? QStringLiteral("1 = 1") : parts.join(QStringLiteral(" AND "));
  return condition;
}

}  // namespace orderdeck::adapters::sql
