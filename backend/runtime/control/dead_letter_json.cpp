#include "runtime/control/dead_letter_json.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/ids.h"
#include "runtime/control/control_api_bodies.h"
#include "runtime/control/control_api_json.h"
#include "services/gateway/gateway_json.h"

namespace orderdeck::runtime {

using core::ErrorCode;
using services::Json;

namespace {

constexpr std::size_t kTextShown = 16'384, kBytesShown = 1'024;
constexpr std::size_t kMostIds = 10'000;

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json toJson(const ports::DeadLetter& letter) {
  Json json = {{"letterId", letter.letterId},
               {"topic", letter.topic},
               {"partition", letter.partition},
               {"offset", letter.offset},
               {"service", letter.service},
               {"orderId", letter.orderId},
               {"event", letter.event},
               {"eventId", letter.eventId},
               {"why", letter.why},
               {"attempts", letter.attempts},
               {"failedAt", core::toRfc3339(letter.failedAt)},
               {"recordedAt", core::toRfc3339(letter.recordedAt)},
               {"bodyBytes", letter.bodyBytes},
               {"truncated", letter.truncated},
               {"status", letter.status},
               {"redrives", letter.redrives}};
  if (letter.redrivenAt) json["redrivenAt"] = core::toRfc3339(*letter.redrivenAt);
  return json;
}

/// Printable UTF-8, line breaks and tabs included. `text` may end within a character.
bool isText(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x20 ? lead != '\n' && lead != '\r' && lead != '\t' : lead == 0x7f) return false;
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xc2 && lead < 0xe0 ? 2
                               : (lead & 0xf0) == 0xe0       ? 3
                               : lead >= 0xf0 && lead < 0xf5 ? 4
                                                             : 0;
    if (length == 0) return false;
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return false;
    }
    i += length;
  }
  return true;
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

core::Result<LetterChoice> readChoice(JsonBody& in) {
  LetterChoice choice;
  bool all = false;
  in.read("ids", choice.letterIds);
  in.read("topic", choice.query.topic);
  in.read("service", choice.query.service);
  in.read("order", choice.query.orderId);
  in.read("q", choice.query.text);
  in.read("all", all);
  if (in.error()) return std::unexpected(*in.error());
  choice.query.status = ports::kLetterWaiting;
  const auto& query = choice.query;
  const bool filtered = !query.topic.empty() || !query.service.empty() || !query.orderId.empty() || !query.text.empty();
  if (in.has("ids") ? all || filtered || choice.letterIds.empty() : !all && !filtered) {
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

}  // namespace

std::string LetterChoice::text() const {
  if (!letterIds.empty()) return letterIds.size() == 1 ? letterIds[0] : fmt::format("{} by id", letterIds.size());
  std::string out;
  for (const std::string* part : {&query.topic, &query.service, &query.orderId, &query.text}) {
    if (!part->empty()) out += (out.empty() ? "" : ", ") + *part;
  }
  return out.empty() ? "all" : out;
}

core::Result<ports::DeadLetterQuery> decodeLetterQuery(const std::map<std::string, std::string>& query) {
  const auto text = [&query](const char* name) {
    const auto given = query.find(name);
    return given == query.end() ? std::string{} : given->second;
  };
  ports::DeadLetterQuery out;
  out.topic = text("topic");
  out.service = text("service");
  out.status = text("status");
  out.orderId = text("order");
  out.text = text("q");
  out.before = text("before");
  if (!out.status.empty() && out.status != ports::kLetterWaiting && out.status != ports::kLetterRedriven &&
      out.status != ports::kLetterDiscarded) {
    return core::fail(ErrorCode::InvalidArgument, "status must be waiting, redriven or discarded");
  }
  const auto limit = decodeCount(query, "limit", 200, 1'000);
  if (!limit) return std::unexpected(limit.error());
  out.limit = *limit;
  return out;
}

core::Result<LetterChoice> decodeLetterChoice(const std::string& body) {
  auto in = JsonBody::parse(body);
  if (!in) return std::unexpected(in.error());
  return readChoice(*in);
}

core::Result<RedriveOrder> decodeRedriveOrder(const std::string& body) {
  auto in = JsonBody::parse(body);
  if (!in) return std::unexpected(in.error());
  RedriveOrder order;
  in->read("rate", order.rate);
  in->read("dryRun", order.dryRun);
  auto choice = readChoice(*in);
  if (!choice) return std::unexpected(choice.error());
  if (!(order.rate > 0 && order.rate <= kMostRedriveRate)) {
    return core::fail(ErrorCode::InvalidArgument, fmt::format("rate must be above 0 and at most {}", kMostRedriveRate));
  }
  order.choice = std::move(*choice);
  return order;
}

std::string encodeLetters(const std::vector<ports::DeadLetter>& letters) {
  Json list = Json::array();
  for (const ports::DeadLetter& letter : letters) list.push_back(toJson(letter));
  return dump(list);
}

std::string encodeLetter(const ports::DeadLetter& letter) {
  Json json = toJson(letter);
  const std::string_view body = letter.body;
  const bool readable = isText(body.substr(0, kTextShown));
  const std::string_view shown = body.substr(0, readable ? kTextShown : kBytesShown);
  json["key"] = letter.nullKey ? Json() : Json(textOrHex(letter.key));
  json["nullValue"] = letter.nullValue;
  json["headers"] = Json::array();
  for (const auto& [name, value] : letter.headers)
    json["headers"].push_back(
        {{"name", textOrHex(name)},
         {"value", value ? Json(textOrHex(std::string_view(*value).substr(0, kBytesShown))) : Json()}});
  json["encoding"] = readable ? "text" : "hex";
  json["shownBytes"] = shown.size();
  json["preview"] = readable ? std::string(shown) : hexOf(shown);
  return dump(json);
}

std::string encodeDryRun(const std::map<std::string, std::int64_t>& byTopic, std::int64_t skipped, double rate) {
  std::int64_t letters = 0;
  for (const auto& [topic, count] : byTopic) letters += count;
  return dump({{"dryRun", true},
               {"letters", letters},
               {"byTopic", byTopic},
               {"skipped", skipped},
               {"rate", rate},
               {"seconds", static_cast<double>(letters) / rate}});
}

std::string encodeRedrive(const api::RedriveView& view) {
  return dump({{"id", view.id},
               {"state", view.state},
               {"what", view.what},
               {"rate", view.rate},
               {"planned", view.planned},
               {"redriven", view.redriven},
               {"skipped", view.skipped},
               {"secondsElapsed", view.secondsElapsed},
               {"error", view.error}});
}

}  // namespace orderdeck::runtime
