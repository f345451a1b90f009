#include "runtime/control/control_api_dead_letters.h"

#include <exception>

#include <fmt/format.h>

#include "api/calls.h"
#include "api/ops_event_table.h"

namespace orderdeck::runtime {

using core::ErrorCode;
using core::Result;
using namespace api::literals;

namespace {

/// What a redrive would take and what it would leave.
struct Foreseen {
  std::map<std::string, std::int64_t> byTopic;
  std::int64_t skipped = 0;
};

Result<Foreseen> foresee(ports::DeadLetterStore& store, const std::vector<std::string>& letterIds) {
  Foreseen out;
  for (const std::string& id : letterIds) {
    const auto letter = store.find(id);
    if (!letter) return std::unexpected(letter.error());
    if (*letter && (*letter)->status == domain::LetterStatus::Waiting && !(*letter)->truncated)
      ++out.byTopic[(*letter)->topic];
    else
      ++out.skipped;
  }
  return out;
}

Result<Foreseen> foresee(ports::DeadLetterStore& store, ports::DeadLetterQuery query) {
  Foreseen out;
  query.truncated = false;
  auto whole = store.counts(query);
  if (!whole) return std::unexpected(whole.error());
  out.byTopic = std::move(*whole);
  query.truncated = true;
  const auto cut = store.counts(query);
  if (!cut) return std::unexpected(cut.error());
  for (const auto& [topic, letters] : *cut) out.skipped += letters;
  return out;
}

}  // namespace

DeadLetterApi::DeadLetterApi(Redrive::OpenStore openStore, Redrive& redrive, EventLog& events)
    : m_openStore(std::move(openStore)), m_redrive(redrive), m_events(events) {
  m_worker.atEnd([this] { m_store.reset(); });  // its connection belongs to that thread
}

void DeadLetterApi::addRoutes(Router& router) {
  router.on(api::calls::kListDeadLetters, &m_worker, [this](const auto& asked) { return list(asked.query); });
  router.on(api::calls::kShowDeadLetter, &m_worker, [this](const auto& asked) { return show(asked.at[0]); });
  router.on(api::calls::kRedrive, &m_worker, [this](const auto& asked) { return redrive(asked.body); });
  router.on(api::calls::kShowRedrive, nullptr, [this](const auto&) -> Result<api::RedriveView> {
    if (auto view = m_redrive.view()) return *std::move(view);
    return core::fail(ErrorCode::NotFound, "nothing was redriven yet");
  });
  router.on(api::calls::kCancelRedrive, nullptr, [this](const auto&) { return cancelRedrive(); });
  router.on(api::calls::kDiscard, &m_worker, [this](const auto& asked) { return discard(asked.body); });
}

Result<std::vector<api::DeadLetterView>> DeadLetterApi::list(const api::LettersQuery& query) {
  const auto from = store();
  if (!from) return std::unexpected(from.error());
  const auto letters = (*from)->list(ledgerQuery(query));
  if (!letters) return std::unexpected(letters.error());
  std::vector<api::DeadLetterView> views;
  for (const ports::DeadLetter& letter : *letters) views.push_back(viewOf(letter));
  return views;
}

Result<api::DeadLetterDetail> DeadLetterApi::show(const std::string& letterId) {
  const auto from = store();
  if (!from) return std::unexpected(from.error());
  const auto letter = (*from)->find(letterId);
  if (!letter) return std::unexpected(letter.error());
  if (!*letter) return core::fail(ErrorCode::NotFound, "there is no dead letter " + letterId);
  return detailOf(**letter);
}

Result<api::RedriveAnswer> DeadLetterApi::redrive(const api::RedriveCommand& command) {
  const auto choice = choiceOf(command);
  if (!choice) return std::unexpected(choice.error());
  const auto from = store();
  if (!from) return std::unexpected(from.error());
  if (command.dryRun) {
    const auto foreseen =
        choice->letterIds.empty() ? foresee(**from, choice->query) : foresee(**from, choice->letterIds);
    if (!foreseen) return std::unexpected(foreseen.error());
    api::RedriveForecast forecast{.byTopic = foreseen->byTopic, .skipped = foreseen->skipped, .rate = command.rate};
    for (const auto& [topic, letters] : forecast.byTopic) forecast.letters += letters;
    forecast.seconds = static_cast<double>(forecast.letters) / command.rate;
    return forecast;
  }
  auto ids = idsOf(**from, *choice);
  if (!ids) return std::unexpected(ids.error());
  if (ids->empty()) return core::fail(ErrorCode::NotFound, "no such dead letter waits");
  const std::int64_t count = std::ssize(*ids);
  const auto id = m_redrive.start({.letterIds = *std::move(ids), .what = choice->text(), .rate = command.rate});
  if (!id) return std::unexpected(id.error());
  return api::RedriveStarted{*id, count};
}

Result<api::Done> DeadLetterApi::cancelRedrive() {
  const auto cancelled = m_redrive.cancel();
  if (!cancelled) return std::unexpected(cancelled.error());
  m_events.add(api::opsEvent<"operator.redrive-cancel">());
  return api::Done{};
}

Result<api::DiscardAnswer> DeadLetterApi::discard(const api::LetterSelection& selection) {
  const auto choice = choiceOf(selection);
  if (!choice) return std::unexpected(choice.error());
  const auto from = store();
  if (!from) return std::unexpected(from.error());
  const auto ids = idsOf(**from, *choice);
  if (!ids) return std::unexpected(ids.error());
  const auto marked = (*from)->mark(*ids, domain::LetterStatus::Discarded, core::now());
  if (!marked) return std::unexpected(marked.error());
  if (*marked > 0) m_events.add(api::opsEvent<"operator.discard">("letters"_a = *marked, "what"_a = choice->text()));
  return api::DiscardAnswer{*marked, std::ssize(*ids) - *marked};
}

Result<std::vector<std::string>> DeadLetterApi::idsOf(ports::DeadLetterStore& store, const LetterChoice& choice) {
  if (!choice.letterIds.empty()) return choice.letterIds;
  return store.ids(choice.query);
}

Result<ports::DeadLetterStore*> DeadLetterApi::store() {
  try {
    if (!m_store) m_store = m_openStore();
    return m_store.get();
  } catch (const std::exception& e) {
    return core::fail(ErrorCode::Unavailable, fmt::format("the dead-letter store cannot be opened: {}", e.what()),
                      true);
  }
}

}  // namespace orderdeck::runtime
