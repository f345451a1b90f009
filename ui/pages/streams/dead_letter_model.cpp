#include "ui/pages/streams/dead_letter_model.h"

#include <nlohmann/json.hpp>

#include "ui/theme/format.h"

namespace orderdeck::ui {

namespace {

using nlohmann::json;

constexpr const char* kLetters = "DeadLetterModel";

QString textOf(const json& object, const char* key) { return format::text(object.value(key, std::string())); }

core::Error corrupt(const json::exception& error) {
  return {core::ErrorCode::Corrupt, std::string("a dead letter cannot be read: ") + error.what(), false};
}

QString orDash(const QString& text) { return text.isEmpty() ? format::dash() : text; }

DeadLetterRow rowOf(const json& letter) {
  return {.id = textOf(letter, "letterId"),
          .topic = textOf(letter, "topic"),
          .where = QStringLiteral("%1/%2@%3")
                       .arg(textOf(letter, "topic"))
                       .arg(letter.at("partition").get<int>())
                       .arg(letter.at("offset").get<std::int64_t>()),
          .service = textOf(letter, "service"),
          .order = textOf(letter, "orderId"),
          .event = textOf(letter, "event"),
          .why = textOf(letter, "why"),
          .failedAt = core::fromRfc3339(letter.at("failedAt").get<std::string>()).value_or(core::Timestamp{}),
          .attempts = letter.at("attempts").get<int>(),
          .redrives = letter.at("redrives").get<int>(),
          .truncated = letter.at("truncated").get<bool>()};
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
           }},
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
  try {
    std::vector<DeadLetterRow> rows;
    for (const auto& letter : json::parse(text)) rows.push_back(rowOf(letter));
    return rows;
  } catch (const json::exception& error) {
    return std::unexpected(corrupt(error));
  }
}

core::Result<DeadLetterDetail> parseDeadLetter(const std::string& text) {
  try {
    const json letter = json::parse(text);
    return DeadLetterDetail{.letter = rowOf(letter),
                            .preview = textOf(letter, "preview"),
                            .hex = letter.at("encoding") == "hex",
                            .bodyBytes = letter.at("bodyBytes").get<std::int64_t>(),
                            .shownBytes = letter.at("shownBytes").get<std::int64_t>()};
  } catch (const json::exception& error) {
    return std::unexpected(corrupt(error));
  }
}

core::Result<RedrivePlan> parseRedrivePlan(const std::string& text) {
  try {
    const json plan = json::parse(text);
    QStringList topics;
    for (const auto& [topic, count] : plan.at("byTopic").items()) {
      topics.append(QStringLiteral("%1: %2").arg(format::text(topic), format::number(count.get<std::int64_t>())));
    }
    return RedrivePlan{.letters = plan.at("letters").get<std::int64_t>(),
                       .skipped = plan.at("skipped").get<std::int64_t>(),
                       .topics = topics.join(QLatin1String(", ")),
                       .seconds = plan.at("seconds").get<double>()};
  } catch (const json::exception& error) {
    return std::unexpected(corrupt(error));
  }
}

}  // namespace orderdeck::ui
