// A session that is opened when it is first needed, and again after it was lost. Private to adapters/sql; belongs to
// the thread of the first call, which must destroy it too.
#pragma once

#include <memory>
#include <utility>

#include "adapters/sql/sql_session.h"

namespace orderdeck::adapters::sql {

class KeptSession {
 public:
  explicit KeptSession(LedgerConfig config) : m_config(std::move(config)) {}

  core::Result<SqlSession*> get() {
    dropLost();
    if (!m_session) {
      auto opened = SqlSession::open(m_config);
      if (!opened) return std::unexpected(std::move(opened.error()));
      m_session = std::move(*opened);
      m_config.create = false;  // what is gone from now on was there, and must not begin anew
    }
    return m_session.get();
  }

  void dropLost() {
    if (m_session && m_session->isLost()) m_session.reset();
  }

  const LedgerConfig& config() const { return m_config; }

 private:
  LedgerConfig m_config;
  std::unique_ptr<SqlSession> m_session;
};

}  // namespace orderdeck::adapters::sql
