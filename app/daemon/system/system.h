// A whole running system: its processes under the supervisor, what watches them, and the control API. Made and stopped
// on the main thread. Its adapters: app/daemon/wiring.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/daemon/wiring/bus_wiring.h"
#include "app/daemon/wiring/http_listener.h"
#include "app/daemon/wiring/redis_file.h"
#include "app/daemon/wiring/system_stores.h"
#include "core/worker.h"
#include "ops/locks/fence_watch.h"
#include "runtime/audit/audit_broker_starts.h"
#include "runtime/audit/audit_live.h"
#include "runtime/audit/audit_runner.h"
#include "runtime/collect/collector.h"
#include "runtime/control/control_server.h"
#include "runtime/folder/data_folder.h"
#include "runtime/folder/kept_files.h"
#include "runtime/load/load_injector.h"
#include "runtime/node/node_client.h"
#include "runtime/profile/profile.h"
#include "runtime/recovery/rebuild.h"
#include "runtime/recovery/redrive.h"
#include "runtime/supervise/supervisor.h"

namespace orderdeck::daemon {

class System {
 public:
  /// Starts everything in `folder`, which is the profile's. `shutDown` is called (on any thread) when the control API
  /// is asked to stop, or the folder is gone. Throws std::runtime_error when a folder, the API's address or an external
  /// Redis cannot be had.
  System(runtime::DataFolder& folder, runtime::Profile profile, domain::Catalogue catalogue,
         std::function<void()> shutDown);
  ~System() { stop(); }

  /// Every process has been ready once.
  bool isReady() const { return m_supervisor->waitReady(core::Millis{0}); }

  /// Whether nothing is on its way to be ready any more, though not all are: some process dies at every start.
  bool isStuck() const;

  /// Which processes have never been ready, and their last words; empty: all have.
  std::string whyNotReady() const;

  /// Writes run.json and returns the line that says where everything is. From then on the snapshot says running or
  /// degraded.
  std::string announce();

  /// Adds an event of the whole system.
  void tell(api::OpsEvent event) { m_events.add(std::move(event)); }

  /// Drains and stops everything in order. Idempotent.
  void stop();

 private:
  struct NotReady {
    std::string process, why;
    bool isCause = false;  // it died, and does not just wait
  };
  std::vector<NotReady> notReady() const;
  void prepareFolders();
  std::string runFile() const;
  std::string apiUrl() const;
  core::Result<void> writeEndpoints();
  core::Result<void> writeNodeProfile();
  std::string writeRunFile();  // returns what anybody may read of it
  bool keepFolder();
  void keepRedis();
  bool keepRedisData();
  void keepRedisSocket();
  void leaveFolder();
  std::unique_ptr<runtime::Supervisor> makeSupervisor();
  runtime::CollectorSources collectorSources();
  void afterRebuild();
  core::Result<void> brokerReady(const std::string& bootstrap);
  core::Result<void> nodeReady(const std::string& node, int opsPort, int gatewayPort);
  std::vector<runtime::NodePlace> places() const { return m_directory.places(m_supervisor->units()); }
  core::Result<void> forceBreaker(const std::string& node, const std::string& dependency,
                                  core::BreakerForceWord force) const;
  /// Makes the ledger when it is not there; false when that cannot be, which is then told and tried again until it can.
  bool makeLedger();
  void tellGateways();
  ops::AuditWitnesses auditWitnesses();
  runtime::LiveAuditSources liveAuditSources();
  void houseKeep(std::stop_token stop);
  core::Result<std::vector<std::string>> lockHolders();
  void reconcileSoon();
  void reconcileWhenDue();

  runtime::DataFolder& m_folder;
  const runtime::Profile m_profile;
  runtime::Profile m_nodeProfile;  // gateway.port becomes the one that it got; the supervisor's once that has started
  const domain::Catalogue m_catalogue;
  const std::function<void()> m_shutDown;
  const std::string m_token;
  runtime::TokenStore m_tokens{m_token, m_profile.dataDir + "/tokens.json"};
  runtime::ActLog m_acts{m_profile.dataDir};
  const runtime::NodeClient m_nodes;
  const std::string
      m_instance;  // stands in everything that a process of this system reads, so that it never takes another's
  runtime::KeptFiles m_files;
  std::string m_redisSocket;               // its path when the server is ours
  std::unique_ptr<RedisFile> m_redisFile;  // these four are the house keeper's
  bool m_redisFileMissed = false;
  bool m_redisRewrites = false;  // its append-only file, since somebody removed it
  std::chrono::steady_clock::time_point m_redisNextTry{};
  runtime::EventLog m_events;
  const std::unique_ptr<ports::Metrics> m_metrics;
  ops::FenceWatch m_fences;
  std::unique_ptr<runtime::BrokerStarts> m_brokerStarts;
  runtime::NodeApiDirectory m_directory;
  SystemStores m_stores{m_profile, m_catalogue, [this] { return m_directory.broker(); }};
  std::mutex m_reconcileMutex;
  std::vector<core::Timestamp> m_reconcileAt;  // passes that the gateway's reconciler still owes
  std::atomic<bool> m_announced = false;
  std::map<std::string, std::pair<pid_t, std::string>>
      m_ledgerTold;  // what each gateway process knows of the ledger; of the house keeper
  mutable std::mutex m_ledgerMutex;
  std::string m_ledgerTrouble;  // why the ledger could not be made or opened; empty: it was
  bool m_stopped = false;

  std::unique_ptr<runtime::Supervisor> m_supervisor;
  std::unique_ptr<runtime::LoadInjector> m_load;
  std::unique_ptr<runtime::AuditRunner> m_audit;
  std::unique_ptr<runtime::ArmedFaults> m_faults;
  std::unique_ptr<BusWiring> m_bus;  // the redrive's
  std::unique_ptr<runtime::Redrive> m_redrive;
  std::unique_ptr<runtime::Rebuild> m_rebuild;
  std::unique_ptr<runtime::Collector> m_collector;
  std::unique_ptr<runtime::LiveAuditor> m_liveAudit;
  std::unique_ptr<runtime::ControlServer> m_control;
  std::optional<HttpListener> m_http;
  std::unique_ptr<core::Worker> m_ledgerMaker;            // until the ledger could be made or opened once
  std::unique_ptr<ports::LockInspector> m_lockInspector;  // m_houseKeeper's
  std::unique_ptr<core::Worker> m_houseKeeper;            // last
};

}  // namespace orderdeck::daemon
