#include "faults/inject/poison.h"

#include <nlohmann/json.hpp>

namespace orderdeck::faults {

namespace {

constexpr std::size_t kHugeBytes = 1'000'000, kGarbageBytes = 200;

std::string garbage(std::size_t bytes, std::mt19937_64& random) {
  std::string text(bytes, '\0');
  for (char& c : text) c = static_cast<char>(random());
  text.front() = '\x01';  // whatever follows, no JSON begins so
  return text;
}

std::string unknownEvent(const std::string& original) {
  auto json = nlohmann::json::parse(original, nullptr, false);
  if (!json.is_object()) json = nlohmann::json::object();
  json["event"] = "OrderTeleported";
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string bodyOf(const std::string& original, PoisonKind kind, std::mt19937_64& random) {
  switch (kind) {
    case PoisonKind::WrongShape: return R"({"event":["OrderPlaced"],"orderId":17,"items":"none"})";
    case PoisonKind::UnknownEvent: return unknownEvent(original);
    case PoisonKind::Huge: return garbage(kHugeBytes, random);
    case PoisonKind::NotJson:
    case PoisonKind::Truncated: break;
  }
  return garbage(kGarbageBytes, random);
}

}  // namespace

PoisonKind poisonKind(std::string_view word, std::mt19937_64& random) {
  constexpr PoisonKind kSmall[] = {PoisonKind::NotJson, PoisonKind::Truncated, PoisonKind::WrongShape,
                                   PoisonKind::UnknownEvent};
  if (word == "not-json") return PoisonKind::NotJson;
  if (word == "truncated") return PoisonKind::Truncated;
  if (word == "wrong-shape") return PoisonKind::WrongShape;
  if (word == "unknown-event") return PoisonKind::UnknownEvent;
  if (word == "huge") return PoisonKind::Huge;
  return kSmall[random() % std::size(kSmall)];
}

ports::OutboundMessage poisonOf(const ports::OutboundMessage& original, PoisonKind kind, std::mt19937_64& random) {
  if (kind == PoisonKind::Truncated) return truncatedCopy(original, random);
  return {.topic = original.topic, .key = original.key, .value = bodyOf(original.value, kind, random)};
}

ports::OutboundMessage truncatedCopy(const ports::OutboundMessage& original, std::mt19937_64& random) {
  ports::OutboundMessage copy = original;
  if (const std::size_t size = copy.value.size(); size > 1) copy.value.resize(1 + random() % (size - 1));
  return copy;
}

}  // namespace orderdeck::faults
