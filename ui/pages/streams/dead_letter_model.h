// Dead letters as a table, newest first, and one of them with the beginning of its body. GUI thread.
#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "ui/tables/keyed_table_model.h"

namespace orderdeck::ui {

struct DeadLetterRow {
  QString id, topic, where, service, order, event, why;
  core::Timestamp failedAt;
  int attempts = 0, redrives = 0;
  bool truncated = false;  // cannot be redriven
  bool operator==(const DeadLetterRow&) const = default;
};

class DeadLetterModel : public KeyedTableModel<DeadLetterRow> {
 public:
  explicit DeadLetterModel(QObject* parent = nullptr);

  /// GET /api/dead-letters. Corrupt when it is something else.
  static core::Result<std::vector<DeadLetterRow>> parse(const std::string& json);
};

struct DeadLetterDetail {
  DeadLetterRow letter;
  QString preview;
  bool hex = false;  // the body is no text
  std::int64_t bodyBytes = 0, shownBytes = 0;
};

/// GET /api/dead-letters/{id}.
core::Result<DeadLetterDetail> parseDeadLetter(const std::string& json);

/// What a redrive would do: the answer to its dry run.
struct RedrivePlan {
  std::int64_t letters = 0, skipped = 0;
  QString topics;  // "order-paid: 12, order-created: 3"
  double seconds = 0;
};
core::Result<RedrivePlan> parseRedrivePlan(const std::string& json);

}  // namespace orderdeck::ui
