#include "ui/pages/streams/dead_letter_model.h"

#include "api/dead_letters.h"
#include "api/json_decoder.h"
#include "ui/theme/format.h"

namespace orderdeck::ui {

namespace {

constexpr const char* kLetters = "DeadLetterModel";

QString orDash(const QString& text) { return text.isEmpty() ? format::dash() : text; }

DeadLetterRow rowOf(const api::DeadLetterView& letter) {
  const QString topic = format::text(letter.topic);
  return {.id = format::text(letter.letterId),
          .topic = topic,
          .where = QStringLiteral("%1/%2@%3").arg(topic).arg(letter.partition).arg(letter.offset),
          .service = format::text(letter.service),
          .order = format::text(letter.orderId),
          .event = format::text(letter.event),
          .why = format::text(letter.why),
          .failedAt = letter.failedAt,
          .attempts = letter.attempts,
          .redrives = letter.redrives,
          .truncated = letter.truncated};
}

std::vector<Column<DeadLetterRow>> letterColumns() {
  return {
      {.title = QT_TRANSLATE_NOOP("DeadLetterModel", "failed"),
       .context = kLetters,
       .kind = CellKind::Code,
       .text = [](const DeadLetterRow& l) { return format::timeOfDay(l.failedAt); },
       .sort = [](const DeadLetterRow& l) { return QVariant::fromValue<qlonglong>(core::toEpochMillis(l.failedAt)); },
       .tip =
           [](const DeadLetterRow& l) {
             return QStringLiteral("%1 · %2").arg(format::dateTime(l.failedAt), format::ago(l.failedAt, core::now()));
           },
       .raw = [](const DeadLetterRow& l) { return QVariant(format::isoTime(l.failedAt)); }},
      {.title = QT_TRANSLATE_NOOP("DeadLetterModel", "topic"),
       .context = kLetters,
       .kind = CellKind::Code,
       .text = [](const DeadLetterRow& l) { return l.topic; },
       .tip = [](const DeadLetterRow& l) { return l.where; }},
      {.title = QT_TRANSLATE_NOOP("DeadLetterModel", "service"),
       .context = kLetters,
       .kind = CellKind::Words,
       .text = [](const DeadLetterRow& l) { return orDash(l.service); },
       .titleTip = QT_TRANSLATE_NOOP("DeadLetterModel",
                                     "Which could not take the message; others that read the topic may have")},
      {.title = QT_TRANSLATE_NOOP("DeadLetterModel", "order"),
       .context = kLetters,
       .kind = CellKind::Code,
       .text = [](const DeadLetterRow& l) { return orDash(l.order); },
       .tip = [](const DeadLetterRow& l) { return l.order; }},
      {.title = QT_TRANSLATE_NOOP("DeadLetterModel", "why"),
       .context = kLetters,
       .kind = CellKind::Words,
       .text = [](const DeadLetterRow& l) { return orDash(l.why); },
       .tip = [](const DeadLetterRow& l) { return l.why; }},
      {.title = QT_TRANSLATE_NOOP("DeadLetterModel", "tries"),
       .context = kLetters,
       .kind = CellKind::Number,
       .text = [](const DeadLetterRow& l) { return QString::number(l.attempts); },
       .sort = [](const DeadLetterRow& l) { return QVariant(l.attempts); },
       .titleTip = QT_TRANSLATE_NOOP("DeadLetterModel", "How often the service tried before it gave up")},
      {.title = QT_TRANSLATE_NOOP("DeadLetterModel", "redriven"),
       .context = kLetters,
       .kind = CellKind::Number,
       .text = [](const DeadLetterRow& l) { return QString::number(l.redrives); },
       .sort = [](const DeadLetterRow& l) { return QVariant(l.redrives); },
       .titleTip = QT_TRANSLATE_NOOP("DeadLetterModel", "How often the message was put back before, and failed again")},
  };
}

}  // namespace

DeadLetterModel::DeadLetterModel(QObject* parent)
    : KeyedTableModel([](const DeadLetterRow& l) { return l.id; }, letterColumns(), parent) {}

core::Result<std::vector<DeadLetterRow>> DeadLetterModel::parse(const std::string& text) {
  const auto letters = api::decodeJson<std::vector<api::DeadLetterView>>(text, "dead letters");
  if (!letters) return std::unexpected(letters.error());
  std::vector<DeadLetterRow> rows;
  for (const auto& letter : *letters) rows.push_back(rowOf(letter));
  return rows;
}

core::Result<DeadLetterDetail> parseDeadLetter(const std::string& text) {
  const auto letter = api::decodeJson<api::DeadLetterDetail>(text, "dead letter");
  if (!letter) return std::unexpected(letter.error());
  return DeadLetterDetail{.letter = rowOf(*letter),
                          .preview = format::text(letter->preview),
                          .hex = letter->encoding == api::Encoding::Hex,
                          .bodyBytes = letter->bodyBytes,
                          .shownBytes = letter->shownBytes};
}

core::Result<RedrivePlan> parseRedrivePlan(const std::string& text) {
  const auto plan = api::decodeJson<api::RedriveForecast>(text, "redrive");
  if (!plan) return std::unexpected(plan.error());
  QStringList topics;
  for (const auto& [topic, count] : plan->byTopic)
    topics.append(QStringLiteral("%1: %2").arg(format::text(topic), format::number(count)));
  return RedrivePlan{.letters = plan->letters,
                     .skipped = plan->skipped,
                     .topics = topics.join(QLatin1String(", ")),
                     .seconds = plan->seconds};
}

}  // namespace orderdeck::ui
