#include "runtime/load/load_run.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "core/address.h"

namespace orderdeck::runtime {

namespace {

using Step = LoadConnection::Step;

constexpr double kAnswerTimeout = 10;  // seconds
constexpr double kGrace = 30;          // after the plan's end, for what is behind
constexpr double kStopGrace = 2;       // after stop(), for what is under way
constexpr double kHouseEvery = 0.1;
constexpr double kRetryAfter = 0.1;  // after a connection could not be made
constexpr std::size_t kMostDue = 1'000'000;
constexpr double kNotYet = -1;         // Slot::sent while it connects
constexpr double kLeastWait = 200e-6;  // orders due within are sent together

std::string_view memberOf(std::string_view json, std::string_view quotedName) {
  std::size_t at = json.find(quotedName);
  if (at == std::string_view::npos) return {};
  at = json.find('"', at + quotedName.size());
  if (at == std::string_view::npos) return {};
  const std::size_t end = json.find('"', at + 1);
  return end == std::string_view::npos ? std::string_view() : json.substr(at + 1, end - at - 1);
}

std::string detailOf(std::string_view problem) {
  const auto json = nlohmann::json::parse(problem, nullptr, false);
  return json.is_object() && json.contains("detail") && json["detail"].is_string() ? json["detail"].get<std::string>()
                                                                                   : "";
}

}  // namespace

LoadRun::LoadRun(const api::LoadSpec& spec, std::string id, std::function<std::string()> gatewayUrl, LoadOrders orders,
                 const domain::Catalogue& catalogue, const std::string& journalFolder)
    : m_spec(spec),
      m_id(std::move(id)),
      m_gatewayUrl(std::move(gatewayUrl)),
      m_catalogue(catalogue),
      m_orders(std::move(orders)),
      m_plan(spec),
      m_journal(journalFolder, m_id),
      m_refusals(refusalsOf(journalFolder, m_id)),
      m_epoll(::epoll_create1(EPOLL_CLOEXEC)) {
  if (m_epoll < 0) throw std::runtime_error("epoll_create1 failed");
  for (std::size_t i = static_cast<std::size_t>(m_spec.connections); i-- > 0;) m_closed.push_back(i);
  for (int i = 0; i < m_spec.connections; ++i) m_slots.push_back(std::make_unique<Slot>());
  publish(0, api::JobState::Running);
}

LoadRun::~LoadRun() { ::close(m_epoll); }

std::string LoadRun::refusalsOf(const std::string& journalFolder, const std::string& id) {
  return journalFolder + "/" + id + ".refused";
}

/// False when there is nothing to send. The load begins, and its plan with it, once its file was read through.
bool LoadRun::checkFile(const std::stop_token& stop) {
  if (!m_orders.file()) return true;
  m_checkedShare = 0;
  const auto orders = m_orders.file()->check(m_catalogue, stop, [this](double share) {
    m_checkedShare = share;
    publish(now(), api::JobState::Running);
  });
  if (!orders) m_problem = orders.error().what;
  if (!orders || !*orders) {
    publish(now(), orders ? api::JobState::Stopped : api::JobState::Failed);
    return false;
  }
  m_checkedShare.reset();
  m_spec.count = std::min(m_spec.count.value_or(**orders), **orders);
  m_plan.emplace(m_spec);
  m_start = std::chrono::steady_clock::now();
  return true;
}

core::Result<void> LoadRun::flush() {
  if (auto flushed = m_journal.flush(); !flushed) return flushed;
  return m_refusals.flush();
}

double LoadRun::now() const { return core::inSeconds(std::chrono::steady_clock::now() - m_start); }

api::LoadView LoadRun::view() const {
  const std::lock_guard lock(m_mutex);
  return m_view;
}

bool LoadRun::running() const {
  const std::lock_guard lock(m_mutex);
  return m_view.state == api::JobState::Running;
}

bool LoadRun::moreToCome(double time) const {
  if (!m_problem.empty()) return false;
  if (!m_spec.closed) return !m_plan->over();
  return (!m_spec.count || m_given < *m_spec.count) && (!m_spec.seconds || time < *m_spec.seconds);
}

void LoadRun::collectDue(double time) {
  if (m_spec.closed) {
    while (m_busy + m_due.size() < m_slots.size() && moreToCome(time)) {
      m_due.push_back(time);
      ++m_given;
    }
    return;
  }
  m_plan->advance(time, [this](double intended) {
    if (m_due.size() < kMostDue) {
      m_due.push_back(intended);
    } else {
      fail("not sent");
    }
  });
}

void LoadRun::fail(const std::string& why, std::int64_t n) {
  m_failed += n;
  m_answers[why] += n;
}

void LoadRun::failOrder(const LoadOrder& order, const std::string& why) {
  fail(why);
  std::string code = why;
  std::ranges::replace(code, ' ', '_');
  noteRefusal(order, code);
}

void LoadRun::noteRefusal(const LoadOrder& order, std::string_view code, const std::string& detail) {
  if (order.line > 0) m_refusals.add({static_cast<std::int64_t>(order.line), std::string(code), detail});
}

bool LoadRun::openOne(double time) {
  if (m_closed.empty() || time < m_retryAt) return false;
  const auto gateway = core::parseHttpUrl(m_gatewayUrl());
  m_host = gateway ? core::toString(*gateway) : "";
  const std::size_t index = m_closed.back();
  LoadConnection& connection = m_slots[index]->connection;
  const auto opened = gateway ? connection.open(gateway->host, std::to_string(gateway->port))
                              : core::Result<void>(std::unexpected(gateway.error()));
  if (!opened) {
    ++m_answers["connect"];
    m_retryAt = time + kRetryAfter;
    return false;
  }
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = index;
  ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, connection.socket(), &event);
  m_closed.pop_back();
  m_slots[index]->sent = kNotYet;
  ++m_connecting;
  return true;
}

void LoadRun::dispatch(double time) {
  while (!m_due.empty() && !m_idle.empty() && m_problem.empty()) {
    const double intended = m_due.front();
    m_due.pop_front();
    const std::size_t index = m_idle.back();
    m_idle.pop_back();
    sendOn(index, intended, time);
  }
  while (m_connecting < m_due.size() && openOne(time)) {
  }
}

void LoadRun::sendOn(std::size_t index, double intended, double time) {
  Slot& slot = *m_slots[index];
  if (const auto next = m_orders.next(slot.order); !next) {
    m_problem = next.error().what;
    m_idle.push_back(index);
    return m_due.clear();
  }
  slot.intended = intended;
  slot.sent = time;
  std::string& request = slot.connection.request();
  request.clear();
  fmt::format_to(std::back_inserter(request),
                 "POST /orders HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
                 m_host, slot.order.body.size());
  if (!slot.order.idempotencyKey.empty())
    request.append("Idempotency-Key: ").append(slot.order.idempotencyKey).append("\r\n");
  request.append("\r\n").append(slot.order.body);
  ++m_sent;
  ++m_busy;
  if (slot.connection.send() == Step::Lost) handle(index, Step::Lost);
}

void LoadRun::takeAnswer(Slot& slot) {
  const LoadAnswer& answer = slot.connection.answer();
  m_latency.add(static_cast<std::int64_t>((now() - slot.intended) * 1e6));
  const std::string_view orderId = answer.status == 202 ? memberOf(answer.body, "\"orderId\":") : std::string_view();
  if (!slot.order.idempotencyKey.empty())
    m_journal.addKeyed(slot.order.idempotencyKey, slot.order.body, answer.status, orderId);
  if (answer.status == 202) {
    if (orderId.empty()) return fail("202 without an order id");
    if (slot.order.mustMismatch) return fail("another body was taken under a known key");
    if (!slot.order.mustBe.empty() && slot.order.mustBe != orderId) return fail("a repeat got another order");
    ++m_accepted;
    if (!slot.order.mustBe.empty()) {
      ++m_repeated;
    } else {
      m_journal.add(orderId);
      m_orders.accepted(slot.order, orderId);
    }
    return;
  }
  const std::string_view code = memberOf(answer.body, "\"code\":");
  const std::string name = code.empty() ? fmt::format("{}", answer.status) : fmt::format("{} {}", answer.status, code);
  if (slot.order.line > 0) noteRefusal(slot.order, code.empty() ? name : code, detailOf(answer.body));
  const bool refusal = (answer.status >= 400 && answer.status < 500) || answer.status == 503;
  if (!refusal) return fail(name);
  ++m_refused;
  ++m_answers[name];
}

void LoadRun::handle(std::size_t index, Step step) {
  Slot& slot = *m_slots[index];
  switch (step) {
    case Step::Nothing: return;
    case Step::Connected:
      --m_connecting;
      m_idle.push_back(index);
      return;
    case Step::Answered:
      --m_busy;
      takeAnswer(slot);
      (slot.connection.state() == LoadConnection::State::Idle ? m_idle : m_closed).push_back(index);
      return;
    case Step::Lost:
      m_closed.push_back(index);
      if (const auto idle = std::ranges::find(m_idle, index); idle != m_idle.end()) {
        m_idle.erase(idle);
      } else if (slot.sent == kNotYet) {
        --m_connecting;
        ++m_answers["connect"];
        m_retryAt = now() + kRetryAfter;
      } else {
        --m_busy;
        failOrder(slot.order, "reset");
      }
      return;
  }
}

void LoadRun::wait(double time) {
  double most = kHouseEvery;
  if (!m_spec.closed && !m_plan->over() && m_due.empty()) most = std::min(most, m_plan->secondsToNext());
  if (!m_due.empty() && m_retryAt > time) most = std::min(most, m_retryAt - time);
  most = std::max(most, kLeastWait);
  timespec timeout{0, static_cast<long>(most * 1e9)};
  std::array<epoll_event, 256> events;
  const int n = ::epoll_pwait2(m_epoll, events.data(), static_cast<int>(events.size()), &timeout, nullptr);
  for (int i = 0; i < n; ++i) {
    const std::size_t index = events[static_cast<std::size_t>(i)].data.u64;
    handle(index, m_slots[index]->connection.step());
  }
}

void LoadRun::keepHouse(double time) {
  m_houseAt = time + kHouseEvery;
  for (std::size_t i = 0; i < m_slots.size(); ++i) {
    Slot& slot = *m_slots[i];
    if (slot.connection.state() != LoadConnection::State::Busy || time - slot.sent < kAnswerTimeout) continue;
    slot.connection.close();
    --m_busy;
    m_closed.push_back(i);
    failOrder(slot.order, "no answer");
  }
  if (const auto flushed = flush(); !flushed) spdlog::error("load {}: {}", m_id, flushed.error().what);
  m_sentAt.emplace_back(time, m_sent);
  while (m_sentAt.size() > 1 && time - m_sentAt.front().first > 2) m_sentAt.pop_front();
  publish(time, api::JobState::Running);
}

void LoadRun::run(std::stop_token stop) {
  if (!checkFile(stop)) return;
  double overAt = -1, stoppedAt = -1;
  while (true) {
    const double time = now();
    if (const double rate = m_newRate.exchange(0); rate > 0) m_plan->setRate(rate);
    if (stop.stop_requested() && stoppedAt < 0) {
      stoppedAt = time;
      m_due.clear();
    }
    if (stoppedAt < 0) collectDue(time);
    dispatch(time);
    const bool over = stoppedAt >= 0 || !moreToCome(time);
    if (over && m_due.empty() && m_busy == 0) break;
    if (stoppedAt >= 0 && time - stoppedAt > kStopGrace) break;
    if (over && overAt < 0) overAt = time;
    if (overAt >= 0 && time - overAt > kGrace && !m_due.empty()) {
      fail("not sent", static_cast<std::int64_t>(m_due.size()));
      m_due.clear();
    }
    if (time >= m_houseAt) keepHouse(time);
    wait(time);
  }
  for (const auto& slot : m_slots) {
    if (slot->connection.state() == LoadConnection::State::Busy) failOrder(slot->order, "no answer");
  }
  const auto flushed = flush();
  if (!flushed) spdlog::error("load {}: {}", m_id, flushed.error().what);
  using enum api::JobState;
  if (!flushed) m_problem = flushed.error().what;
  publish(now(), !m_problem.empty() ? Failed : stoppedAt >= 0 ? Stopped : Done);
}

void LoadRun::publish(double time, api::JobState state) {
  api::LoadView view;
  view.id = m_id;
  view.state = state;
  view.shape = m_spec.closed ? api::ShownShape::Closed : api::shown(m_spec.shape.value());
  view.answers = m_answers;
  view.targetRate = state == api::JobState::Running && !m_spec.closed && !m_checkedShare ? m_plan->rateAt(time) : 0;
  if (state == api::JobState::Running && m_sentAt.size() > 1) {
    const auto& [since, sent] = m_sentAt.front();
    view.sentPerSecond = static_cast<double>(m_sent - sent) / std::max(time - since, 1e-3);
  } else if (state != api::JobState::Running) {
    view.sentPerSecond = static_cast<double>(m_sent) / std::max(time, 1e-3);  // of the whole load
  }
  view.planned = m_checkedShare ? 0 : m_spec.closed ? m_spec.count.value_or(0) : m_plan->planned();
  view.checkedShare = m_checkedShare;
  view.problem = m_problem;
  view.sent = m_sent;
  view.accepted = m_accepted;
  view.refused = m_refused;
  view.failed = m_failed;
  view.p50Millis = m_latency.percentileMillis(0.5);
  view.p99Millis = m_latency.percentileMillis(0.99);
  view.p999Millis = m_latency.percentileMillis(0.999);
  view.secondsElapsed = time;
  if (m_accepted > m_repeated) view.answers["202"] = m_accepted - m_repeated;
  if (m_repeated > 0) view.answers["202 repeated"] = m_repeated;
  if (!m_due.empty()) view.answers["behind"] = static_cast<std::int64_t>(m_due.size());
  const std::lock_guard lock(m_mutex);
  m_view = std::move(view);
}

}  // namespace orderdeck::runtime
