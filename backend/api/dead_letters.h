// Dead letters as the control API shows them, and what is asked of them. Values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/described.h"
#include "api/states.h"
#include "core/clock.h"
#include "domain/events/letter_status.h"

namespace orderdeck::api {

struct DeadLetterView {
  std::string letterId, topic;
  int partition = 0;
  std::int64_t offset = 0;
  std::string service, orderId, event, eventId, why;  // empty: not known
  int attempts = 0;
  core::Timestamp failedAt, recordedAt;
  std::int64_t bodyBytes = 0;
  bool truncated = false;  // the body was cut: it cannot be redriven
  domain::LetterStatusWord status;
  int redrives = 0;
  std::optional<core::Timestamp> redrivenAt = {};  // or discarded
};

struct DeadLetterHeader {
  std::string name;
  std::optional<std::string> value;
};

/// With the beginning of its content.
struct DeadLetterDetail : DeadLetterView {
  std::optional<std::string> key;  // text or hex; nothing: null
  bool nullValue = false;
  std::vector<DeadLetterHeader> headers = {};
  EncodingWord encoding;  // of the preview
  std::int64_t shownBytes = 0;
  std::string preview;
};

/// GET /api/dead-letters; an empty member is no condition.
struct LettersQuery {
  int limit = 200;
  std::string topic = {}, service = {}, orderId = {}, text = {};
  std::optional<domain::LetterStatusWord> status = {};
  std::string before = {};  // letters recorded before this id, for the next page
};

/// Which dead letters: those with these ids, or the waiting ones that all conditions allow, or all that wait.
struct LetterSelection {
  std::optional<std::vector<std::string>> letterIds = {};
  std::string topic = {}, service = {}, orderId = {}, text = {};
  bool all = false;
};

inline constexpr double kRedriveRate = 100;  // letters a second, unless said otherwise
inline constexpr double kMostRedriveRate = 10'000;

struct RedriveCommand : LetterSelection {
  double rate = kRedriveRate;
  bool dryRun = false;
};

struct RedriveStarted {
  std::string id;
  std::int64_t letters = 0;
};

/// What a redrive would do.
struct RedriveForecast {
  bool dryRun = true;
  std::int64_t letters = 0;
  std::map<std::string, std::int64_t> byTopic;
  std::int64_t skipped = 0;
  double rate = 0, seconds = 0;
};

using RedriveAnswer = std::variant<RedriveStarted, RedriveForecast>;

struct DiscardAnswer {
  std::int64_t discarded = 0, skipped = 0;
};

template <typename V>
void visit(V& v, DeadLetterView& l) {
  v("letterId", l.letterId), v("topic", l.topic), v("partition", l.partition), v("offset", l.offset);
  v("service", l.service), v("orderId", l.orderId), v("event", l.event), v("eventId", l.eventId), v("why", l.why);
  v("attempts", l.attempts), v("failedAt", l.failedAt, kRfc3339), v("recordedAt", l.recordedAt, kRfc3339);
  v("bodyBytes", l.bodyBytes), v("truncated", l.truncated), v("status", l.status), v("redrives", l.redrives);
  v("redrivenAt", l.redrivenAt, kOptional, kRfc3339);
}

template <typename V>
void visit(V& v, DeadLetterHeader& h) {
  v("name", h.name), v("value", h.value);
}

template <typename V>
void visit(V& v, DeadLetterDetail& l) {
  visit(v, static_cast<DeadLetterView&>(l));
  v("key", l.key), v("nullValue", l.nullValue), v("headers", l.headers), v("encoding", l.encoding);
  v("shownBytes", l.shownBytes), v("preview", l.preview);
}

template <typename V>
void visit(V& v, LettersQuery& q) {
  v("limit", q.limit, kOptional, from(1, 1'000)), v("topic", q.topic, kOptional), v("service", q.service, kOptional);
  v("order", q.orderId, kOptional), v("q", q.text, kOptional);
  v("status", q.status, kOptional), v("before", q.before, kOptional);
}

template <typename V>
void visit(V& v, LetterSelection& s) {
  v("ids", s.letterIds, kOptional), v("topic", s.topic, kOptional), v("service", s.service, kOptional);
  v("order", s.orderId, kOptional), v("q", s.text, kOptional), v("all", s.all, kOptional);
}

template <typename V>
void visit(V& v, RedriveCommand& r) {
  visit(v, static_cast<LetterSelection&>(r));
  v("rate", r.rate, kOptional, above(0, kMostRedriveRate)), v("dryRun", r.dryRun, kOptional);
}

template <typename V>
void visit(V& v, RedriveStarted& r) {
  v("id", r.id), v("letters", r.letters);
}

template <typename V>
void visit(V& v, RedriveForecast& r) {
  v("dryRun", r.dryRun), v("letters", r.letters), v("byTopic", r.byTopic), v("skipped", r.skipped), v("rate", r.rate);
  v("seconds", r.seconds);
}

template <typename V>
void visit(V& v, DiscardAnswer& d) {
  v("discarded", d.discarded), v("skipped", d.skipped);
}

}  // namespace orderdeck::api
