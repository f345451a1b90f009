#include "runtime/control/dead_letter_views.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/ids.h"
#include "domain/events/json_text.h"

namespace orderdeck::runtime {

using core::ErrorCode;

namespace {

constexpr std::size_t kTextShown = 16'384, kBytesShown = 1'024;
constexpr std::size_t kMostIds = 10'000;

void fill(api::DeadLetterView& view, const ports::DeadLetter& letter) {
  view.letterId = letter.letterId, view.topic = letter.topic;
  view.partition = letter.partition, view.offset = letter.offset;
  view.service = letter.service, view.orderId = letter.orderId, view.event = letter.event;
  view.eventId = letter.eventId, view.why = letter.why, view.attempts = letter.attempts;
  view.failedAt = letter.failedAt, view.recordedAt = letter.recordedAt;
  view.bodyBytes = letter.bodyBytes, view.truncated = letter.truncated, view.status = letter.status;
  view.redrives = letter.redrives, view.redrivenAt = letter.redrivenAt;
}

/// Printable UTF-8, line breaks and tabs included. `text` may end within a character.
bool isText(std::string_view text) {
  const auto isPrintable = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 ? c == '\n' || c == '\r' || c == '\t' : c != 0x7f;
  };
  return std::ranges::all_of(text, isPrintable) && (domain::isUtf8(text) || domain::endsWithinSequence(text));
}

/// As a hex dump shows it: "7b 22 00".
std::string hexOf(std::string_view bytes) {
  std::string out;
  out.reserve(3 * bytes.size());
  for (const char byte : bytes)
    fmt::format_to(std::back_inserter(out), "{}{:02x}", out.empty() ? "" : " ", static_cast<unsigned char>(byte));
  return out;
}

std::string textOrHex(std::string_view bytes) { return isText(bytes) ? std::string(bytes) : hexOf(bytes); }

}  // namespace

api::DeadLetterView viewOf(const ports::DeadLetter& letter) {
  api::DeadLetterView view;
  fill(view, letter);
  return view;
}

api::DeadLetterDetail detailOf(const ports::DeadLetter& letter) {
  api::DeadLetterDetail detail;
  fill(detail, letter);
  const std::string_view body = letter.body;
  const bool readable = isText(body.substr(0, kTextShown));
  const std::string_view shown = body.substr(0, readable ? kTextShown : kBytesShown);
  if (!letter.nullKey) detail.key = textOrHex(letter.key);
  detail.nullValue = letter.nullValue;
  for (const auto& [name, value] : letter.headers) {
    detail.headers.push_back({textOrHex(name), std::nullopt});
    if (value) detail.headers.back().value = textOrHex(std::string_view(*value).substr(0, kBytesShown));
  }
  detail.encoding = readable ? api::Encoding::Text : api::Encoding::Hex;
  detail.shownBytes = std::ssize(shown);
  detail.preview = readable ? std::string(shown) : hexOf(shown);
  return detail;
}

std::string LetterChoice::text() const {
  if (!letterIds.empty()) return letterIds.size() == 1 ? letterIds[0] : fmt::format("{} by id", letterIds.size());
  std::string out;
  for (const std::string* part : {&query.topic, &query.service, &query.orderId, &query.text}) {
    if (!part->empty()) out += (out.empty() ? "" : ", ") + *part;
  }
  return out.empty() ? "all" : out;
}

ports::DeadLetterQuery ledgerQuery(const api::LettersQuery& query) {
  return {.topic = query.topic,
          .service = query.service,
          .status = query.status,
          .orderId = query.orderId,
          .text = query.text,
          .before = query.before,
          .limit = query.limit};
}

core::Result<LetterChoice> choiceOf(const api::LetterSelection& selection) {
  LetterChoice choice{.letterIds = selection.letterIds.value_or(std::vector<std::string>{}),
                      .query = {.topic = selection.topic,
                                .service = selection.service,
                                .status = domain::LetterStatus::Waiting,
                                .orderId = selection.orderId,
                                .text = selection.text}};
  const bool filtered =
      !selection.topic.empty() || !selection.service.empty() || !selection.orderId.empty() || !selection.text.empty();
  if (selection.letterIds ? selection.all || filtered || choice.letterIds.empty() : !selection.all && !filtered) {
    return core::fail(ErrorCode::InvalidArgument,
                      "say which letters: ids, or a filter (topic, service, order, q), or \"all\": true");
  }
  if (choice.letterIds.size() > kMostIds)
    return core::fail(ErrorCode::InvalidArgument, fmt::format("ids: at most {}", kMostIds));
  for (const std::string& id : choice.letterIds) {
    if (!core::isLegalId(id))
      return core::fail(ErrorCode::InvalidArgument, fmt::format("ids: '{}' is no letter's", id.substr(0, 64)));
  }
  std::ranges::sort(choice.letterIds);
  choice.letterIds.erase(std::ranges::unique(choice.letterIds).begin(), choice.letterIds.end());
  return choice;
}

}  // namespace orderdeck::runtime
