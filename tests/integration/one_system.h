// One embedded system for all tests of a class: its start, a look at its Redis, orders placed by hand, and its end with
// an audit. A test class inherits it beside QObject. One thread.
#pragma once

#include <QtTest>

#include <chrono>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "core/ids.h"
#include "tests/support/embedded_system.h"
#include "tests/support/http_test_client.h"
#include "tests/support/raw_redis.h"
#include "tests/support/wait_until.h"

namespace orderdeck::tests {

class OneSystem {
 protected:
  void start(const QString& profile = {}) {
    m_system = std::make_unique<support::EmbeddedSystem>(ORDERDECK_BIN_DIR "/orderdeckd", profile);
    if (!m_system->start()) qFatal("the system does not start: %s", m_system->log().constData());
    m_redis = std::make_unique<support::RawRedis>(m_system->redisSocket());
  }
  void stop() {
    m_redis.reset();
    QCOMPARE(m_system->stop(), 0);
  }
  /// After everything: nothing is owed to anyone.
  void auditAndStop() {
    QCOMPARE(m_system->complaints(), QString());
    stop();
  }

  /// Orders that have not ended, and events that were not published.
  qint64 open() { return m_redis->integer({"ZCARD", "deadlines"}) + m_redis->integer({"XLEN", "outbox"}); }

  /// The id of the order; empty if it was not accepted.
  std::string placeOrder(const nlohmann::json& body) const {
    const auto reply = gateway().request("POST", "/orders", body.dump(), "Idempotency-Key: " + core::newId() + "\r\n");
    return reply && reply->status == 202 ? nlohmann::json::parse(reply->body)["orderId"].get<std::string>()
                                         : std::string();
  }
  nlohmann::json shown(const std::string& orderId) const {
    const auto reply = gateway().request("GET", "/orders/" + orderId);
    return reply && reply->status == 200 ? nlohmann::json::parse(reply->body) : nlohmann::json::object();
  }
  bool comesTo(const std::string& orderId, const std::string& state,
               std::chrono::seconds within = std::chrono::seconds(30)) const {
    return !orderId.empty() && support::waitUntil([&] { return shown(orderId).value("state", "") == state; }, within);
  }
  support::HttpTestClient gateway() const { return support::HttpTestClient(m_system->gatewayPort()); }

  std::unique_ptr<support::EmbeddedSystem> m_system;
  std::unique_ptr<support::RawRedis> m_redis;
};

}  // namespace orderdeck::tests
