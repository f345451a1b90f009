#include <algorithm>

#include "session.h"

namespace orderdeck::adapters::http {

namespace {

constexpr core::Millis kToSpeak{1'000};  // for a newcomer, however many more come

}  // namespace

bool SessionHost::closeOldest(std::initializer_list<Session::Phase> phases, const Session* but, MayGo mayGo) {
  Session* oldest = nullptr;
  for (const Session::Phase phase : phases) {
    const auto fits = [=](const Session& session) {
      return &session != but && !session.authenticated() && (!mayGo || mayGo(session));
    };
    const auto found = std::ranges::find_if(in(phase), fits);
    if (found != in(phase).end() && (!oldest || found->since() < oldest->since())) oldest = &*found;
  }
  if (!oldest) return false;
  const std::shared_ptr<Session> alive = oldest->shared_from_this();
  alive->close();
  return true;
}

bool SessionHost::makeRoom() {
  using enum Session::Phase;
  if (closeOldest({Lingering})) return true;
  const SessionList& idle = in(Idle);
  const bool someRest = !idle.empty() && idle.front().since() < Session::Clock::now() - kToSpeak;
  if (someRest && closeOldest({Idle})) return true;
  return closeOldest({Idle, Receiving, Sending}, nullptr, [](const Session& session) { return session.served(); }) ||
         closeOldest({Handling}, nullptr, [](const Session& session) { return session.sentMore(); }) ||
         closeOldest({Idle, Receiving, Sending});
}

}  // namespace orderdeck::adapters::http
