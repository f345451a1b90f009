// What the daemon does with its data folder: prepares it, keeps in it by what other processes find the system, and
// leaves it in order.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "api/ops_event_table.h"
#include "app/daemon/or_throw.h"
#include "app/daemon/system/system.h"
#include "app/daemon/system/system_units.h"
#include "app/daemon/wiring/ledger_address.h"
#include "core/private_file.h"
#include "core/process_start.h"
#include "runtime/profile/endpoints.h"
#include "runtime/profile/profile_writer.h"
#include "runtime/servers/redis_process.h"

namespace orderdeck::daemon {

using api::opsEvent;
using core::Result;
using namespace api::literals;

namespace {

constexpr std::chrono::seconds kRewriteAgain{10};
constexpr core::Millis kLedgerAgain{1'000};  // from one try to make the ledger to the next

}  // namespace

void System::prepareFolders() {
  for (const char* folder : {"/run", "/logs"}) orThrow(core::makePrivateDir(m_profile.dataDir + folder));
  std::filesystem::remove(runFile());  // of a daemon that was killed
  faults::HitCounter(runtime::strikesFolder(m_profile.dataDir)).clear();
  if (!makeLedger()) {  // before the stock is seeded, which asks it
    m_ledgerMaker = std::make_unique<core::Worker>("ledger-maker", [this](std::stop_token stop) {
      while (core::sleepFor(stop, kLedgerAgain) && !makeLedger()) {
      }
    });
  }
  m_brokerStarts = std::make_unique<runtime::BrokerStarts>(m_profile.dataDir + "/broker-starts");
  if (m_profile.redis.embedded) {
    m_redisSocket = orThrow(runtime::prepareRedisSocket(m_profile.dataDir));
    m_stores.setRedis("unix:" + m_redisSocket);
  } else {
    m_stores.setRedis(m_profile.redis.endpoint);
    if (const auto seeded = m_stores.seedStock(m_stores.redis()); !seeded)
      throw std::runtime_error(fmt::format("redis.endpoint {}: {}", m_profile.redis.endpoint, seeded.error().what));
  }
  // The embedded broker's epochs go on where the last daemon's ended.
  const auto before = runtime::readEndpoints(m_profile.dataDir);
  m_directory.setBroker(m_profile.kafka.embedded ? "" : m_profile.kafka.bootstrap, before ? before->brokerEpoch : 0);
  if (!m_profile.kafka.embedded) orThrow(brokerReady(m_profile.kafka.bootstrap));
  orThrow(writeEndpoints());
  orThrow(writeNodeProfile());
}

std::string System::runFile() const { return m_profile.dataDir + "/run.json"; }

Result<void> System::writeEndpoints() {
  const runtime::Endpoints endpoints{.instance = m_instance,
                                     .redis = m_stores.redis(),
                                     .kafka = m_directory.broker(),
                                     .ledger = m_profile.ledger.dsn,
                                     .apiToken = m_token,
                                     .brokerEpoch = m_directory.brokerEpoch()};
  return m_files.put(runtime::endpointsFile(m_profile.dataDir), runtime::encodeEndpoints(endpoints));
}

Result<void> System::writeNodeProfile() {
  return m_files.put(nodeProfileFile(m_profile.dataDir), runtime::encodeProfile(m_nodeProfile));
}

std::string System::writeRunFile() {
  nlohmann::ordered_json run = {{"gateway", m_directory.gateway()},
                                {"api", apiUrl()},
                                {"redis", m_stores.redis()},
                                {"kafka", m_directory.broker()},
                                {"ledger", readableLedger(m_profile.ledger)},
                                {"pid", ::getpid()}};
  const std::string readable = run.dump();
  run["pidStart"] = core::processStart(::getpid());
  run["token"] = m_token;
  if (const auto written = m_files.put(runFile(), run.dump() + "\n"); !written)
    spdlog::error("{}", written.error().what);
  return readable;
}

/// False once the folder is no longer ours: then nothing more may be written to its path.
bool System::keepFolder() {
  if (!m_folder.isInPlace()) {
    m_events.add(opsEvent<"system.folder-lost">("folder"_a = m_folder.path()));
    m_shutDown();
    return false;
  }
  m_folder.keepLockFile();
  if (m_announced) writeRunFile();
  std::vector<std::string> restored = m_files.restore();
  if (!restored.empty()) {
    for (std::string& path : restored) path.erase(0, std::min(path.size(), m_folder.path().size() + 1));
    m_events.add(opsEvent<"system.files-restored">("files"_a = fmt::format("{}", fmt::join(restored, ", "))));
  }
  keepRedis();
  return true;
}

void System::keepRedis() {
  const auto units = m_supervisor->units();
  const bool up = !m_redisSocket.empty() && std::ranges::any_of(units, [](const auto& unit) {
    return unit.name == "redis" && unit.state == api::NodeState::Up;
  });
  if (!up) m_redisRewrites = false;
  if (up && !m_redisFile) m_redisFile = std::make_unique<RedisFile>(m_profile.redis, m_stores.redis());
  if (up && keepRedisData()) keepRedisSocket();
}

/// Redis writes its append-only file anew out of its memory when somebody removed it. True when the file is whole.
bool System::keepRedisData() {
  const std::string folder = m_profile.dataDir + "/redis/appendonlydir";
  std::error_code error;
  const bool there = std::filesystem::exists(folder + "/appendonly.aof.manifest", error);
  if (there && !m_redisRewrites) {
    m_redisFile->keepConnected();
    m_redisFileMissed = false;
    return true;
  }
  if (!m_redisRewrites) {
    const auto now = std::chrono::steady_clock::now();
    if (now < m_redisNextTry) return false;
    m_redisNextTry = now + kRewriteAgain;
    if (!std::exchange(m_redisFileMissed, true)) m_events.add(opsEvent<"system.aof-removed">());
    (void)core::makePrivateDir(folder);
    m_redisRewrites = m_redisFile->startRewrite();
    return false;
  }
  const RedisFile::Rewrite rewrite = m_redisFile->rewrite();
  if (rewrite == RedisFile::Rewrite::Running) return false;
  m_redisRewrites = false;
  if (rewrite == RedisFile::Rewrite::Failed) {
    m_events.add(opsEvent<"system.aof-unwritable">());
    return false;
  }
  m_events.add(opsEvent<"system.aof-restored">());
  return there;
}

/// Nobody can make a server's socket anew but the server. What it was told is on the disk, so a restart loses nothing.
void System::keepRedisSocket() {
  struct stat there{};
  if (::lstat(m_redisSocket.c_str(), &there) == 0 && S_ISSOCK(there.st_mode)) return;
  (void)runtime::prepareRedisSocket(m_profile.dataDir);  // its folder may be gone as well
  m_events.add(opsEvent<"system.redis-socket-removed">("socket"_a = m_redisSocket));
  (void)m_supervisor->command("redis", api::NodeAction::Restart);
}

void System::leaveFolder() {
  if (!m_folder.isInPlace()) return;  // what is there now is another's
  std::error_code ignored;
  std::filesystem::remove(runFile(), ignored);
  if (m_redisSocket.empty()) return;
  std::filesystem::remove(m_redisSocket, ignored);
  // A folder that only stood in for a data folder with too long a path.
  if (!m_redisSocket.starts_with(m_profile.dataDir))
    std::filesystem::remove(std::filesystem::path(m_redisSocket).parent_path(), ignored);
}

}  // namespace orderdeck::daemon
