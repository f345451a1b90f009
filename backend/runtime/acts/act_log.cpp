#include "runtime/acts/act_log.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "api/json_decoder.h"
#include "api/json_encoder.h"
#include "core/private_file.h"

namespace orderdeck::runtime {

using core::Result;

ActLog::ActLog(const std::string& folder, std::size_t mostBytes)
    : m_file(folder + "/acts.jsonl"), m_older(folder + "/acts.1.jsonl"), m_mostBytes(mostBytes) {
  read(m_older);
  read(m_file);
}

void ActLog::read(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return;
  std::ifstream file(path);
  std::int64_t unreadable = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty()) continue;
    auto act = api::decodeJson<api::ActView>(line, path);
    if (!act || act->sequence <= 0) {
      ++unreadable;
      continue;
    }
    m_last = std::max(m_last, act->sequence);
    m_acts[act->sequence] = *std::move(act);
  }
  if (unreadable > 0 || !file.eof()) spdlog::warn("{}: {} lines cannot be read, and are passed over", path, unreadable);
}

Result<void> ActLog::begin(api::ActView& act) {
  const std::lock_guard lock(m_mutex);
  act.sequence = ++m_last;
  return write(act);
}

void ActLog::end(const api::ActView& act) {
  const std::lock_guard lock(m_mutex);
  if (const auto written = write(act); !written)
    spdlog::error("the end of act {} ({}) is not in the log of acts: {}", act.sequence, act.act.text(),
                  written.error().what);
}

Result<void> ActLog::write(const api::ActView& act) {
  const std::string line = api::encodeJson(act);
  std::error_code none;
  const auto size = std::filesystem::file_size(m_file, none);
  auto written = !none && size + line.size() > m_mostBytes ? rotate() : Result<void>();
  m_acts[act.sequence] = act;
  if (written) written = core::appendPrivateLine(m_file, line);
  return written;
}

/// Then what was in the older file is forgotten.
Result<void> ActLog::rotate() {
  if (std::rename(m_file.c_str(), m_older.c_str()) != 0)
    return core::fail(core::ErrorCode::Unavailable,
                      fmt::format("cannot rename {} to {}: {}", m_file, m_older, std::strerror(errno)));
  m_acts.clear();
  read(m_older);
  return {};
}

api::ActsAnswer ActLog::page(const api::ActsQuery& query) const {
  const std::lock_guard lock(m_mutex);
  api::ActsAnswer answer;
  auto at = query.from > 0 ? m_acts.upper_bound(query.from) : m_acts.end();
  while (at != m_acts.begin()) {
    --at;
    if (std::ssize(answer.acts) == query.limit) {
      answer.next = at->first;
      break;
    }
    answer.acts.push_back(at->second);
  }
  return answer;
}

}  // namespace orderdeck::runtime
