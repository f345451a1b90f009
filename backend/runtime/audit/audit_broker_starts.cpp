#include "runtime/audit/audit_broker_starts.h"

#include <fstream>

#include <spdlog/spdlog.h>

#include "core/private_file.h"

namespace orderdeck::runtime {

namespace {
constexpr std::size_t kKept = 1'000;
}

BrokerStarts::BrokerStarts(std::string file) : m_file(std::move(file)) {
  std::ifstream in(m_file);
  for (std::int64_t at = 0; in >> at;) m_starts.push_back(core::fromEpochMillis(at));
}

void BrokerStarts::add(core::Timestamp at) {
  const std::lock_guard lock(m_mutex);
  m_starts.push_back(at);
  if (m_starts.size() > kKept) m_starts.erase(m_starts.begin());
  std::string text;
  for (const core::Timestamp start : m_starts) text += std::to_string(core::toEpochMillis(start)) + '\n';
  if (const auto written = core::writePrivateFile(m_file, text); !written) spdlog::error("{}", written.error().what);
}

std::vector<core::Timestamp> BrokerStarts::all() const {
  const std::lock_guard lock(m_mutex);
  return m_starts;
}

}  // namespace orderdeck::runtime
