#include "faults/inject/faulty_publisher.h"

#include "domain/events/topics.h"
#include "faults/inject/poison.h"
#include "faults/inject/share.h"

namespace orderdeck::faults {

using ports::OutboundMessage;

core::Result<void> FaultyPublisher::publish(std::span<const OutboundMessage> messages) {
  if (messages.empty() || m_registry.empty()) return m_inner->publish(messages);
  Messages first(messages.begin(), messages.end()), held, added = std::exchange(m_late, {});
  reorder(first, held);
  addRepeats(messages, added);
  addPoison(messages, added);
  addTruncated(messages, added);
  if (!first.empty()) {
    if (auto published = m_inner->publish(first); !published) return published;
  }
  if (!held.empty()) {
    if (auto published = m_inner->publish(held); !published) return published;
    m_late = std::move(held);
  }
  if (!added.empty()) (void)m_inner->publish(added);  // nothing of the caller's is in it
  if (m_registry.strike("publish-lost-ack", {}, messages.size()))
    return core::fail(core::ErrorCode::Timeout, "the broker's acknowledgement was lost", true);
  return {};
}

/// Swaps neighbours of different keys, so that each key keeps its order. With sameKey=1 some messages also let all
/// others of the call go first, and come once more with the next call: later ones of their key overtake them.
void FaultyPublisher::reorder(Messages& messages, Messages& held) {
  const auto strike = m_registry.look("messages-reorder");
  if (!strike) return;
  std::mt19937_64 random(strike->random);
  const double share = strike->fault.share();
  std::int64_t hits = 0;
  for (std::size_t i = 0; i + 1 < messages.size(); ++i) {
    if (messages[i].key == messages[i + 1].key || !wins(random, share)) continue;
    std::swap(messages[i], messages[i + 1]);
    ++i;  // the pair is done: else one message would wander to the end
    ++hits;
  }
  if (strike->fault.param("sameKey") >= 1) {
    Messages kept;
    kept.reserve(messages.size());
    for (OutboundMessage& message : messages) (wins(random, share) ? held : kept).push_back(std::move(message));
    hits += static_cast<std::int64_t>(held.size());
    messages = std::move(kept);
  }
  if (hits > 0) m_registry.count(strike->fault.id, hits);
}

void FaultyPublisher::addRepeats(std::span<const OutboundMessage> messages, Messages& added) {
  const auto strike = m_registry.look("messages-duplicate");
  if (!strike) return;
  std::mt19937_64 random(strike->random);
  const std::size_t before = added.size();
  for (const OutboundMessage& message : messages) {
    if (!wins(random, strike->fault.share())) continue;
    added.insert(added.end(), static_cast<std::size_t>(strike->fault.param("times")), message);
  }
  if (added.size() > before) m_registry.count(strike->fault.id, static_cast<std::int64_t>(added.size() - before));
}

// What nobody can read already is left alone: the dead letters.
void FaultyPublisher::addPoison(std::span<const OutboundMessage> messages, Messages& added) {
  const auto strike = m_registry.look("messages-poison");
  if (!strike) return;
  std::mt19937_64 random(strike->random);
  std::int64_t hits = 0;
  bool hadHuge = false;  // one a call: more would push real messages off the embedded broker
  for (const OutboundMessage& message : messages) {
    if (domain::isDeadLetterTopic(message.topic) || !wins(random, strike->fault.share())) continue;
    const PoisonKind kind = poisonKind(strike->fault.choice("kind"), random);
    if (kind == PoisonKind::Huge && std::exchange(hadHuge, true)) continue;
    added.push_back(poisonOf(message, kind, random));
    ++hits;
  }
  if (hits > 0) m_registry.count(strike->fault.id, hits);
}

void FaultyPublisher::addTruncated(std::span<const OutboundMessage> messages, Messages& added) {
  const auto strike = m_registry.look("messages-truncated");
  if (!strike) return;
  std::mt19937_64 random(strike->random);
  std::int64_t hits = 0;
  for (const OutboundMessage& message : messages) {
    if (domain::isDeadLetterTopic(message.topic) || !wins(random, strike->fault.share())) continue;
    added.push_back(truncatedCopy(message, random));
    ++hits;
  }
  if (hits > 0) m_registry.count(strike->fault.id, hits);
}

}  // namespace orderdeck::faults
