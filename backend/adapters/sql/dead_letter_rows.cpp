#include "adapters/sql/dead_letter_rows.h"

#include <cstdint>

#include <QByteArray>
#include <QCryptographicHash>
#include <QStringList>

#include "adapters/sql/sql_session.h"

namespace orderdeck::adapters::sql {

using ports::DeadLetter;

namespace {

const QString kColumns = QStringLiteral(
    "letter_id, topic, partition, \"offset\", service, order_id, event, event_id, why, attempts, failed_at, "
    "recorded_at, message_key, body_bytes, "
    "truncated, status, redriven_at, redrives, null_key, null_value");
constexpr int kColumnCount = 20;
constexpr std::int32_t kNullValue = -1;  // as a header value's length

QByteArray bytesOf(const std::string& text) { return QByteArray(text.data(), static_cast<qsizetype>(text.size())); }

/// Text that came from outside: PostgreSQL refuses a NUL in it.
QString cleanText(const std::string& text) { return toQt(text).remove(QChar(u'\0')); }

void packNumber(std::string& out, std::int32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(static_cast<std::uint32_t>(number) >> shift);
}

/// Names and values, each after its length as four bytes, the highest first; a null value has the length -1.
std::string packed(const ports::Headers& headers) {
  std::string out;
  for (const auto& [name, value] : headers) {
    packNumber(out, static_cast<std::int32_t>(name.size()));
    out += name;
    packNumber(out, value ? static_cast<std::int32_t>(value->size()) : kNullValue);
    if (value) out += *value;
  }
  return out;
}

std::optional<std::string> unpackText(std::string_view& in) {
  if (in.size() < 4) return in = {}, std::nullopt;
  std::uint32_t size = 0;
  for (const char byte : in.substr(0, 4)) size = size << 8 | static_cast<unsigned char>(byte);
  in.remove_prefix(4);
  if (static_cast<std::int32_t>(size) == kNullValue) return std::nullopt;
  std::string text(in.substr(0, size));
  in.remove_prefix(text.size());
  return text;
}

ports::Headers unpacked(std::string_view in) {
  ports::Headers headers;
  while (!in.empty()) {
    std::string name = unpackText(in).value_or("");
    headers.push_back({std::move(name), unpackText(in)});
  }
  return headers;
}

/// What tells a message from others: it is the same wherever it stands, so that one which fails again is found. Of its
/// headers those count that the message's event does not say as well.
QString fingerprintOf(const DeadLetter& letter) {
  QCryptographicHash hash(QCryptographicHash::Sha1);
  hash.addData(bytesOf(letter.topic + '\0' + letter.key + '\0'));
  hash.addData(bytesOf(letter.body));
  ports::Headers headers = letter.headers;
  std::erase_if(headers, [](const ports::Header& header) {
    return header.name == ports::kEventHeader || header.name == ports::kEventIdHeader ||
           header.name == ports::kDeadlineHeader || header.name == ports::kRedriveOfHeader;
  });
  if (letter.nullKey || letter.nullValue || !headers.empty())
    hash.addData(bytesOf((letter.nullKey ? "k" : "-") + std::string(letter.nullValue ? "v" : "-") + packed(headers)));
  return QString::fromLatin1(hash.result().toHex());
}

/// For LIKE: `text` anywhere, its own wildcards taken as they are.
QString containing(const std::string& text) {
  QString pattern = cleanText(text).toLower();
  for (const char* special : {"\\", "%", "_"})
    pattern.replace(QLatin1String(special), QLatin1String("\\") + QLatin1String(special));
  return QLatin1Char('%') + pattern + QLatin1Char('%');
}

}  // namespace

QString insertLetterSql() {
  return QStringLiteral(
      "INSERT INTO dead_letters (letter_id, topic, partition, \"offset\", service, order_id, event, event_id, why, "
      "attempts, failed_at, "
      "recorded_at, message_key, body_bytes, truncated, status, fingerprint, body, message_headers, null_key, "
      "null_value, redrives) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "COALESCE((SELECT MAX(redrives) FROM dead_letters WHERE fingerprint = ? AND service = ?), 0)) "
      "ON CONFLICT (letter_id) DO UPDATE SET status = excluded.status, why = excluded.why, attempts = "
      "excluded.attempts, failed_at = excluded.failed_at "
      "WHERE dead_letters.status = 'redriven' AND excluded.failed_at > dead_letters.redriven_at");
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
          toQt(letter.status.text()),
          fingerprint,
          bytesOf(letter.body),
          bytesOf(packed(letter.headers)),
          letter.nullKey ? 1 : 0,
          letter.nullValue ? 1 : 0,
          fingerprint,
          cleanText(letter.service)};
}

QString selectLettersSql() {
  return QStringLiteral("SELECT ") + kColumns + QStringLiteral(" FROM dead_letters WHERE ");
}

QString selectWholeLettersSql() {
  return QStringLiteral("SELECT ") + kColumns + QStringLiteral(", body, message_headers FROM dead_letters WHERE ");
}

core::Result<DeadLetter> letterAt(const QSqlQuery& row) {
  const auto status = core::readWord<domain::LetterStatus>(textAt(row, 15), "a dead letter's status");
  if (!status) return std::unexpected(status.error());
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
  letter.status = *status;
  if (!row.value(16).isNull()) letter.redrivenAt = timeAt(row, 16);
  letter.redrives = row.value(17).toInt();
  letter.nullKey = row.value(18).toInt() != 0;
  letter.nullValue = row.value(19).toInt() != 0;
  return letter;
}

core::Result<DeadLetter> wholeLetterAt(const QSqlQuery& row) {
  auto letter = letterAt(row);
  if (!letter) return letter;
  letter->body = row.value(kColumnCount).toByteArray().toStdString();
  letter->headers = unpacked(row.value(kColumnCount + 1).toByteArray().toStdString());
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
  if (query.status) equals("status", std::string(query.status->text()));
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
    parts << QStringLiteral(
        "(recorded_at, letter_id) < (SELECT recorded_at, letter_id FROM dead_letters WHERE letter_id = ?)");
    condition.values << cleanText(query.before);
  }
  condition.sql = parts.isEmpty() ? QStringLiteral("1 = 1") : parts.join(QStringLiteral(" AND "));
  return condition;
}

}  // namespace orderdeck::adapters::sql
