#include "runtime/recovery/rebuild.h"

#include <algorithm>
#include <exception>

#include <fmt/format.h>

#include "api/ops_event_table.h"
#include "runtime/recovery/rebuild_run.h"

namespace orderdeck::runtime {

using api::opsEvent;
using core::ErrorCode;
using core::Result;
using namespace api::literals;

Rebuild::Rebuild(std::function<RebuildStores()> connect, EventLog& events, std::function<void()> rebuilt)
    : m_connect(std::move(connect)),
      m_events(events),
      m_rebuilt(std::move(rebuilt)),
      m_thread("rebuild", [this](std::stop_token stop) { serve(stop); }) {}

Result<std::string> Rebuild::start(const RebuildOrder& order) {
  std::string id;
  {
    const std::lock_guard lock(m_mutex);
    if (m_view && m_view->state == api::JobState::Running)
      return core::fail(ErrorCode::Conflict, fmt::format("a rebuild runs already ({})", m_view->id));
    id = fmt::format("rebuild-{}", ++m_count);
    m_view = api::RebuildView{
        .id = id, .state = api::JobState::Running, .dryRun = order.dryRun, .step = "starting", .error = {}};
    m_report.reset();
    m_startedAt = core::now();
    m_order = order;
  }
  m_events.add(order.dryRun ? opsEvent<"operator.rebuild-dry-run">("id"_a = id)
                            : opsEvent<"operator.rebuild">("id"_a = id));
  m_changed.notify_all();
  return id;
}

std::optional<api::RebuildView> Rebuild::view() const {
  const std::lock_guard lock(m_mutex);
  auto view = m_view;
  if (view && view->state == api::JobState::Running) view->secondsElapsed = core::inSeconds(core::now() - m_startedAt);
  return view;
}

std::optional<api::RebuildReport> Rebuild::report() const {
  const std::lock_guard lock(m_mutex);
  return m_report;
}

void Rebuild::serve(std::stop_token stop) {
  for (;;) {
    std::optional<RebuildOrder> order;
    std::string id;
    {
      std::unique_lock lock(m_mutex);
      if (!m_changed.wait(lock, stop, [this] { return m_order.has_value(); })) return;
      order = std::exchange(m_order, std::nullopt);
      id = m_view->id;
    }
    Result<api::RebuildReport> outcome;
    try {
      outcome = Run(*this, m_connect(), *order, id, stop).run();
    } catch (const std::exception& error) {  // a connection that cannot be made
      outcome = core::fail(ErrorCode::Unavailable, error.what(), true);
    }
    if (outcome && !order->dryRun) m_rebuilt();
    finish(outcome);
  }
}

void Rebuild::step(std::string what, std::int64_t done, std::int64_t planned) {
  const std::lock_guard lock(m_mutex);
  m_view->step = std::move(what);
  m_view->done = done;
  m_view->planned = planned;
}

void Rebuild::finish(const Result<api::RebuildReport>& outcome) {
  api::OpsEvent ended;
  {
    const std::lock_guard lock(m_mutex);
    m_view->state = outcome ? api::JobState::Done : api::JobState::Failed;
    m_view->error = outcome ? "" : outcome.error().what;
    m_view->secondsElapsed = core::inSeconds(core::now() - m_startedAt);
    if (outcome) m_report = *outcome;
    const auto id = "id"_a = m_view->id;
    ended = outcome ? opsEvent<"system.rebuild-done">(id, "orders"_a = outcome->acceptedAfter)
                    : opsEvent<"system.rebuild-failed">(id, "why"_a = outcome.error().what);
  }
  m_events.add(std::move(ended));
}

}  // namespace orderdeck::runtime
