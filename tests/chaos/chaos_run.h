// Carries a plan out on a real embedded system, then heals it, waits for rest and audits. One thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/control_client.h"
#include "tests/chaos/chaos_plan.h"
#include "tests/chaos/chaos_report.h"
#include "tests/chaos/mail_server.h"
#include "tests/support/embedded_system.h"

namespace orderdeck::chaos {

class ChaosRun {
 public:
  using Say = std::function<void(const std::string&)>;

  ChaosRun(std::uint64_t seed, core::Millis length, Say say);

  /// Throws std::runtime_error when the system cannot be started.
  Report run();

 private:
  void carryOut(const Step& step);
  void relaunch(bool everything);
  void dieAll();
  void start();
  void tearLog(double share);
  void flushStore();
  void breakLedger(const std::string& how, core::Millis lasts);
  void later(core::Millis lasts, std::function<void()> what);
  bool ledgerHasAll() const;
  void rebuildWhenClosed();
  std::optional<pid_t> signalTo(const std::string& process, int signal);  // the process that got it
  void cancelSome();
  bool send(const api::ControlCall& call);
  void look();
  void endDue(core::Millis now);
  core::Millis elapsed() const;
  void heal();
  void probe();
  bool waitForRest();
  void countMails();

  const std::uint64_t m_seed;
  const core::Millis m_length;
  const Say m_say;
  MailServer m_mails;
  support::EmbeddedSystem m_system;
  std::optional<api::ControlClient> m_control;
  std::chrono::steady_clock::time_point m_begun;
  std::optional<api::Snapshot> m_seen;                                        // the newest
  std::vector<std::pair<core::Millis, std::function<void()>>> m_ends;         // what ends a failure, and when
  api::LoadSpec m_load;                                                       // the newest
  std::set<std::string> m_rebuilds;                                           // ids
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> m_loads;       // sent and accepted by load id
  std::map<std::pair<std::string, std::int64_t>, std::int64_t> m_duplicates;  // by node and pid
  std::map<std::string, std::pair<std::string, std::int64_t>> m_faults;       // name and hits by id
  Report m_report;
};

}  // namespace orderdeck::chaos
