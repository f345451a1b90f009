// The dead-letter store: messages that a service could not take for good, kept in the ledger's database, so that
// they outlive the broker. One object is one connection and belongs to one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "domain/events/letter_status.h"
#include "ports/bus/headers.h"

namespace orderdeck::ports {

struct DeadLetter {
  std::string letterId;  // follows from what failed where: a letter that comes twice is one letter
  std::string topic;     // where the message was, and where a redrive puts it again
  int partition = 0;
  std::int64_t offset = 0;
  std::string service;  // which could not take it; others that read the topic may have
  std::string orderId;  // empty: not known
  std::string event;    // "OrderPlaced"; empty: not known
  std::string eventId;
  std::string why;
  int attempts = 0;
  core::Timestamp failedAt;
  core::Timestamp recordedAt;
  std::string key;                          // of the message; any bytes
  bool nullKey = false, nullValue = false;  // then `key` or `body` is empty
  Headers headers = {};                     // of the message, as they were; only filled by find()
  std::string body;                         // any bytes; only filled by find()
  std::int64_t bodyBytes = 0;               // of the message, before it was cut
  bool truncated = false;                   // the body was too large for the dead-letter topic: it cannot be redriven
  domain::LetterStatusWord status;
  std::optional<core::Timestamp> redrivenAt;  // or discarded
  int redrives = 0;                           // how often this message was redriven, in this letter's life and before
};

/// Which letters; an empty member is no condition.
struct DeadLetterQuery {
  std::string topic = {}, service = {};
  std::optional<domain::LetterStatusWord> status = {};
  std::string orderId = {};
  std::string text = {};  // in the id, the order, the event or the reason
  std::optional<bool> truncated = {};
  std::string before = {};  // list(): letters recorded before this one (for the next page)
  int limit = 200;          // list(): 1..1,000
};

class DeadLetterStore {
 public:
  virtual ~DeadLetterStore() = default;

  /// Writes all of them in one transaction; a letter that is there already changes nothing. A message that was redriven
  /// before and failed again is a letter of its own, which counts the redrives of the earlier one. Unavailable
  /// (retryable): nothing was written.
  virtual core::Result<void> record(std::span<const DeadLetter> letters) = 0;

  virtual core::Result<std::vector<DeadLetter>> list(const DeadLetterQuery& query) = 0;  // newest first, without bodies
  virtual core::Result<std::vector<std::string>> ids(const DeadLetterQuery& query) = 0;  // all of them, oldest first
  virtual core::Result<std::optional<DeadLetter>> find(const std::string& letterId) = 0;
  /// How many, by topic.
  virtual core::Result<std::map<std::string, std::int64_t>> counts(const DeadLetterQuery& query) = 0;

  /// Waiting letters become redriven (which counts) or discarded; the others stay as they are. How many it were. Who
  /// redrives a message redrives it for every service that could not take it: so other letters of the same message
  /// become redriven with it, if they were recorded before `at`: a later one tells of the message that was redriven.
  virtual core::Result<int> mark(std::span<const std::string> letterIds, domain::LetterStatusWord status,
                                 core::Timestamp at) = 0;

  /// Orders that are not terminal, as the ledger knows them, and have a waiting letter.
  virtual core::Result<std::vector<std::string>> openOrders() = 0;
  /// Orders that have a waiting letter, whatever their state is: a completed one may still owe a mail.
  virtual core::Result<std::vector<std::string>> waitingOrders() = 0;
};

}  // namespace orderdeck::ports
