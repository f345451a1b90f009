#include "runtime/recovery/redrive.h"

#include <algorithm>
#include <exception>
#include <tuple>

#include <fmt/format.h>

#include "api/ops_event_table.h"
#include "services/loop/backoff.h"

namespace orderdeck::runtime {

using api::JobState;
using api::opsEvent;
using core::ErrorCode;
using core::Result;
using namespace api::literals;

namespace {

constexpr core::Millis kSliceEvery{100};
constexpr core::Millis kFirstRetry{100}, kLastRetry{2'000};
constexpr std::size_t kSliceBytes = 262'144;  // many large ones at once could be more than a partition may hold

double secondsSince(core::Timestamp start) { return core::inSeconds(core::now() - start); }

/// The message as it was. What a letter is known to be stands in its headers when they do not say it.
ports::OutboundMessage toMessage(ports::DeadLetter letter) {
  ports::OutboundMessage message{.topic = std::move(letter.topic),
                                 .key = std::move(letter.key),
                                 .value = std::move(letter.body),
                                 .nullKey = letter.nullKey,
                                 .nullValue = letter.nullValue};
  const auto add = [&](std::string_view name, std::string value) {
    if (!value.empty() && !ports::findHeader(letter.headers, name))
      message.headers.push_back({std::string(name), std::move(value)});
  };
  add(ports::kEventHeader, std::move(letter.event));
  add(ports::kEventIdHeader, std::move(letter.eventId));
  for (ports::Header& header : letter.headers)
    if (header.name != ports::kRedriveOfHeader) message.headers.push_back(std::move(header));
  message.headers.push_back({std::string(ports::kRedriveOfHeader), std::move(letter.letterId)});
  return message;
}

/// Whether both say the same, whatever letters they come from.
bool isSame(const ports::OutboundMessage& a, const ports::OutboundMessage& b) {
  const auto said = [](const ports::OutboundMessage& m) {
    return std::tie(m.topic, m.key, m.value, m.nullKey, m.nullValue);
  };
  return said(a) == said(b) && std::ranges::equal(std::span(a.headers).first(a.headers.size() - 1),
                                                  std::span(b.headers).first(b.headers.size() - 1));
}

}  // namespace

Redrive::Redrive(OpenStore openStore, ports::EventBus& bus, EventLog& events)
    : m_openStore(std::move(openStore)),
      m_bus(bus),
      m_events(events),
      m_thread("redrive", [this](std::stop_token stop) { serve(stop); }) {}

Result<std::string> Redrive::start(RedriveJob job) {
  if (!(job.rate > 0 && job.rate <= api::kMostRedriveRate)) {
    return core::fail(ErrorCode::InvalidArgument,
                      fmt::format("rate must be above 0 and at most {}", api::kMostRedriveRate));
  }
  if (job.letterIds.empty()) return core::fail(ErrorCode::InvalidArgument, "there is no letter to redrive");
  std::string id;
  api::OpsEvent started;
  {
    const std::lock_guard lock(m_mutex);
    if (m_view && m_view->state == JobState::Running)
      return core::fail(ErrorCode::Conflict, fmt::format("a redrive runs already ({})", m_view->id));
    id = fmt::format("redrive-{}", ++m_count);
    m_view = api::RedriveView{.id = id,
                              .state = JobState::Running,
                              .what = job.what,
                              .rate = job.rate,
                              .planned = static_cast<std::int64_t>(job.letterIds.size()),
                              .error = {}};
    started =
        opsEvent<"operator.redrive-started">("letters"_a = job.letterIds.size(), "id"_a = id, "what"_a = job.what);
    m_startedAt = core::now();
    m_cancelAsked = false;
    m_job = std::move(job);
  }
  m_events.add(std::move(started));
  m_changed.notify_all();
  return id;
}

Result<void> Redrive::cancel() {
  const std::lock_guard lock(m_mutex);
  if (!m_view || m_view->state != JobState::Running) return core::fail(ErrorCode::NotFound, "no redrive runs");
  m_cancelAsked = true;
  m_changed.notify_all();
  return {};
}

std::optional<api::RedriveView> Redrive::view() const {
  const std::lock_guard lock(m_mutex);
  auto view = m_view;
  if (view && view->state == JobState::Running) view->secondsElapsed = secondsSince(m_startedAt);
  return view;
}

void Redrive::serve(std::stop_token stop) {
  for (;;) {
    std::optional<RedriveJob> job;
    {
      std::unique_lock lock(m_mutex);
      if (!m_changed.wait(lock, stop, [this] { return m_job.has_value(); })) return;
      job = std::exchange(m_job, std::nullopt);
    }
    try {
      run(*job, stop);
    } catch (const std::exception& error) {  // a store that cannot be opened
      finish(JobState::Failed, error.what());
    }
    m_publisher.reset();
  }
}

void Redrive::run(const RedriveJob& job, std::stop_token stop) {
  const auto store = m_openStore();
  const auto most = static_cast<std::size_t>(std::max(1.0, job.rate * core::inSeconds(kSliceEvery)));
  const auto begun = std::chrono::steady_clock::now();
  for (std::size_t done = 0; done < job.letterIds.size();) {
    // One letter is due every 1/rate seconds, counted from the start; waiting ends early when it is cancelled.
    const auto due = begun + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                 std::chrono::duration<double>(static_cast<double>(done) / job.rate));
    {
      std::unique_lock lock(m_mutex);
      m_changed.wait_until(lock, stop, due, [this] { return m_cancelAsked; });
    }
    if (cancelled(stop)) return finish(JobState::Cancelled, {});
    const auto rest = std::span(job.letterIds).subspan(done, std::min(most, job.letterIds.size() - done));
    auto slice = insist([&] { return nextSlice(*store, rest); }, stop);
    if (!slice) return finish(cancelled(stop) ? JobState::Cancelled : JobState::Failed, slice.error().what);
    const core::Timestamp at = core::now();  // what fails again from here on is a letter of its own
    if (const auto sent = insist([&] { return publish(slice->messages); }, stop); !sent) {
      return finish(cancelled(stop) ? JobState::Cancelled : JobState::Failed, sent.error().what);
    }
    const auto marked = insist([&] { return store->mark(slice->letterIds, domain::LetterStatus::Redriven, at); }, stop);
    if (!marked) return finish(cancelled(stop) ? JobState::Cancelled : JobState::Failed, marked.error().what);
    done += slice->taken;
    progress(*slice);
  }
  finish(JobState::Done, {});
}

Result<Redrive::Slice> Redrive::nextSlice(ports::DeadLetterStore& store, std::span<const std::string> letterIds) {
  Slice slice;
  std::size_t bytes = 0;
  for (const std::string& id : letterIds) {
    if (bytes >= kSliceBytes) break;
    auto letter = store.find(id);
    if (!letter) return std::unexpected(letter.error());
    ++slice.taken;
    // Another letter of the same message went out in this run, and took this one along.
    if (*letter && (*letter)->status == domain::LetterStatus::Redriven && (*letter)->redrivenAt >= m_startedAt)
      continue;
    if (!*letter || (*letter)->status != domain::LetterStatus::Waiting || (*letter)->truncated) {
      ++slice.skipped;
      continue;
    }
    slice.letterIds.push_back(id);
    ports::OutboundMessage message = toMessage(std::move(**letter));
    if (std::ranges::any_of(slice.messages, [&](const auto& other) { return isSame(message, other); })) continue;
    bytes += message.value.size();
    slice.messages.push_back(std::move(message));
  }
  return slice;
}

Result<void> Redrive::publish(std::span<const ports::OutboundMessage> messages) {
  if (messages.empty()) return {};
  if (!m_publisher) {
    auto made = m_bus.makePublisher();
    if (!made) return std::unexpected(made.error());
    m_publisher = std::move(*made);
  }
  auto published = m_publisher->publish(messages);
  if (!published && published.error().code == ErrorCode::Disconnected) m_publisher.reset();
  return published;
}

/// Tries a step until it is done, it failed for good or nobody wants it any more; the view says what it waits for.
template <typename Step>
auto Redrive::insist(Step step, std::stop_token stop) -> decltype(step()) {
  services::Backoff backoff(kFirstRetry, kLastRetry);
  for (;;) {
    auto answer = step();
    const bool again = !answer && (answer.error().retryable || answer.error().code == ErrorCode::Disconnected);
    std::unique_lock lock(m_mutex);
    m_view->error = answer ? std::string() : answer.error().what;
    if (!again) return answer;
    m_changed.wait_for(lock, stop, backoff.next(), [this] { return m_cancelAsked; });
    if (m_cancelAsked || stop.stop_requested()) return answer;
  }
}

bool Redrive::cancelled(const std::stop_token& stop) const {
  const std::lock_guard lock(m_mutex);
  return m_cancelAsked || stop.stop_requested();
}

void Redrive::progress(const Slice& slice) {
  const std::lock_guard lock(m_mutex);
  m_view->redriven += static_cast<std::int64_t>(slice.taken - slice.skipped);
  m_view->skipped += static_cast<std::int64_t>(slice.skipped);
}

void Redrive::finish(JobState state, const std::string& error) {
  api::OpsEvent ended;
  {
    const std::lock_guard lock(m_mutex);
    m_view->state = state;
    m_view->error = error;
    m_view->secondsElapsed = secondsSince(m_startedAt);
    ended = opsEvent<"operator.redrive-ended">("id"_a = m_view->id, "state"_a = std::string(m_view->state.text()),
                                               "redriven"_a = m_view->redriven, "planned"_a = m_view->planned,
                                               "skipped"_a = m_view->skipped, "why"_a = error);
  }
  m_events.add(std::move(ended));
}

}  // namespace orderdeck::runtime
