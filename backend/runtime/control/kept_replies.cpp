#include "runtime/control/kept_replies.h"

namespace orderdeck::runtime {

void KeptReplies::Keys::dropOld(Steady::time_point now) {
  while (!done.empty() && (done.size() > most || now - calls.at(done.front()).at > life)) {
    calls.erase(done.front());
    done.pop_front();
  }
}

/// Those who wait for it, too.
std::vector<ports::HttpRespond> KeptReplies::Keys::end(const std::string& key, const ports::HttpReply& reply) {
  const std::lock_guard lock(mutex);
  Call& call = calls.at(key);
  std::vector<ports::HttpRespond> waiting = std::move(call.waiting);
  if (reply.status / 100 == 2) {
    call.reply = reply;
    done.push_back(key);
  } else {
    calls.erase(key);
  }
  return waiting;
}

void KeptReplies::answer(const std::string& key, std::uint64_t asked, ports::HttpRespond respond, Run run,
                         Steady::time_point now) {
  std::unique_lock lock(m_keys->mutex);
  m_keys->dropOld(now);
  const auto known = m_keys->calls.find(key);
  if (known == m_keys->calls.end()) {
    m_keys->calls.emplace(key, Call{.asked = asked, .at = now});
    lock.unlock();
    return run([keys = m_keys, key, respond = std::move(respond)](ports::HttpReply reply) mutable {
      for (ports::HttpRespond& other : keys->end(key, reply)) other(reply);
      respond(std::move(reply));
    });
  }
  Call& call = known->second;
  if (call.asked != asked) {
    lock.unlock();
    return respond(ports::problem("idempotency_mismatch", "the idempotency key was used for another request"));
  }
  if (!call.reply) return call.waiting.push_back(std::move(respond));
  ports::HttpReply reply = *call.reply;
  lock.unlock();
  respond(std::move(reply));
}

}  // namespace orderdeck::runtime
