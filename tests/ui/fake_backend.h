// A backend in memory whose answers a test scripts call by call, and a feed on it. For tests of pages and dialogs.
#pragma once

#include <QAbstractItemView>
#include <QTest>
#include <algorithm>
#include <mutex>

#include "tests/ui/console_fixture.h"

namespace orderdeck::tests {

/// A system that lives: every snapshot that is pulled is a fifth of a second newer than the one before. Any thread.
class ScriptedBackend {
 public:
  using Answer = core::Result<std::string>;

  void put(api::Snapshot snapshot) {
    const std::lock_guard lock(m_mutex);
    snapshot.sequence = std::max(snapshot.sequence, m_snapshot.sequence);
    snapshot.at = std::max(snapshot.at, m_snapshot.at);
    m_snapshot = std::move(snapshot);
  }
  /// What calls whose "METHOD target" begins with `start` are answered; what was scripted last counts.
  void answer(const std::string& start, Answer answer) {
    const std::lock_guard lock(m_mutex);
    m_script.insert(m_script.begin(), {start, std::move(answer)});
  }
  /// Every call so far: "METHOD target body".
  std::vector<std::string> calls(const std::string& start = {}) const {
    const std::lock_guard lock(m_mutex);
    std::vector<std::string> found;
    std::copy_if(m_calls.begin(), m_calls.end(), std::back_inserter(found),
                 [&](const auto& call) { return call.starts_with(start); });
    return found;
  }
  std::string lastKey() const {
    const std::lock_guard lock(m_mutex);
    return m_lastKey;
  }

  ui::LinkFactory factory() {
    return [this](core::Millis) -> core::Result<std::unique_ptr<ui::BackendLink>> {
      return std::make_unique<Link>(*this);
    };
  }

 private:
  class Link : public ui::BackendLink {
   public:
    explicit Link(ScriptedBackend& backend) : m_backend(backend) {}
    core::Result<std::string> send(const api::ControlCall& call) override {
      const std::lock_guard lock(m_backend.m_mutex);
      const std::string line = call.method + ' ' + call.target;
      m_backend.m_calls.push_back(call.body.empty() ? line : line + ' ' + call.body);
      if (!call.idempotencyKey.empty()) m_backend.m_lastKey = call.idempotencyKey;
      for (const auto& [start, answer] : m_backend.m_script)
        if (line.starts_with(start)) return answer;
      return std::string("{}");
    }
    core::Result<api::SnapshotUpdate> snapshot(const api::SectionSequences& wanted) override {
      const std::lock_guard lock(m_backend.m_mutex);
      ++m_backend.m_snapshot.sequence;
      m_backend.m_snapshot.at += core::Millis{200};
      return updateOf(m_backend.m_snapshot, wanted);
    }
    core::Result<api::Series> series(std::int64_t) override { return api::Series{}; }

   private:
    ScriptedBackend& m_backend;
  };

  mutable std::mutex m_mutex;
  api::Snapshot m_snapshot;
  std::vector<std::pair<std::string, Answer>> m_script;
  std::vector<std::string> m_calls;
  std::string m_lastKey;
};

/// One order as GET /api/orders lists it, placed `second` seconds after 22:41 on a fixed day.
inline std::string orderJson(const std::string& id, const std::string& state, int second = 0) {
  const std::string at = "2026-11-21T22:41:" + std::string(second < 10 ? "0" : "") + std::to_string(second);
  return R"({"orderId":")" + id + R"(","userId":"user7","state":")" + state +
         R"(","items":[{"productId":"abc","quantity":2,"unitPriceMinor":1999}],"amountMinor":3998,"currency":"EUR","createdAt":")" +
         at + R"(.000Z","updatedAt":")" + at + R"(.250Z","paymentId":"pay1","capturedMinor":3998,"refundedMinor":0})";
}

/// The same with its timeline, as GET /api/orders/{id}.
inline std::string orderDetailJson(const std::string& id, const std::string& state) {
  std::string json = orderJson(id, state);
  json.pop_back();
  return json + R"(,"timeline":[{"event":"OrderPlaced","eventId":")" + id +
         R"(-placed","occurredAt":"2026-11-21T22:41:00.000Z","recordedAt":"2026-11-21T22:41:00.043Z","node":"gateway-1","topic":"order-created","partition":6,"offset":1504},)" +
         R"({"event":"PaymentProcessed","eventId":")" + id +
         R"(-paid","occurredAt":"2026-11-21T22:41:00.120Z","recordedAt":"2026-11-21T22:41:00.125Z","node":"payment-1","paymentStatus":"confirmed","topic":"order-paid","partition":6,"offset":77}]})";
}

inline std::string listOf(const std::vector<std::string>& items) {
  std::string json = "[";
  for (const auto& item : items) json += (json.size() > 1 ? "," : "") + item;
  return json + "]";
}

inline bool any(const std::vector<std::string>& calls, const std::string& start) {
  return std::any_of(calls.begin(), calls.end(), [&](const auto& call) { return call.starts_with(start); });
}

/// A row of a table as it is shown.
inline QStringList shownRow(const QAbstractItemView* table, int row) {
  QStringList cells;
  for (int column = 0; column < table->model()->columnCount(); ++column)
    cells << table->model()->index(row, column).data().toString();
  return cells;
}

}  // namespace orderdeck::tests
