#include "runtime/load/refusal_log.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>

#include "api/json_decoder.h"
#include "api/json_encoder.h"

namespace orderdeck::runtime {

void RefusalLog::add(const api::Refusal& refusal) { m_pending.append(api::encodeJson(refusal)).push_back('\n'); }

core::Result<void> RefusalLog::flush() {
  if (m_pending.empty()) return {};
  std::ofstream file(m_path, std::ios::binary | std::ios::app);
  if (!(file << m_pending << std::flush))
    return core::fail(core::ErrorCode::Unavailable, fmt::format("cannot write {}: {}", m_path, std::strerror(errno)),
                      true);
  m_pending.clear();
  return {};
}

api::Refusals readRefusals(const std::string& path, const api::RefusalsQuery& query) {
  api::Refusals page{.loadId = {}, .refusals = {}, .next = query.from};
  std::ifstream file(path, std::ios::binary);
  file.seekg(query.from);
  std::string line;
  while (static_cast<std::int64_t>(page.refusals.size()) < query.limit && std::getline(file, line) && !file.eof()) {
    page.next += static_cast<std::int64_t>(line.size()) + 1;
    if (auto refusal = api::decodeJson<api::Refusal>(line, "a refusal")) page.refusals.push_back(*std::move(refusal));
  }
  return page;
}

}  // namespace orderdeck::runtime
