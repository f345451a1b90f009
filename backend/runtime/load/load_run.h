// One load: sends orders to the gateway as its plan says, counts what came of them, and journals what was accepted.
// run() is the body of the injector's thread; setRate() and view() may be called from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "api/snapshot.h"
#include "runtime/load/journal.h"
#include "runtime/load/load_connection.h"
#include "runtime/load/load_histogram.h"
#include "runtime/load/load_orders.h"
#include "runtime/load/load_plan.h"
#include "runtime/load/refusal_log.h"

namespace orderdeck::runtime {

class LoadRun {
 public:
  /// Where a load's refusals are kept (refusal_log.h).
  static std::string refusalsOf(const std::string& journalFolder, const std::string& id);

  /// Throws std::runtime_error when the journal cannot be written. The catalogue outlives it.
  LoadRun(const api::LoadSpec& spec, std::string id, std::function<std::string()> gatewayUrl, LoadOrders orders,
          const domain::Catalogue& catalogue, const std::string& journalFolder);
  ~LoadRun();

  /// First reads a file through. Returns when all is sent and answered; soon after `stop`: then what is under way gets
  /// 2 s.
  void run(std::stop_token stop);

  void setRate(double ordersPerSecond) { m_newRate = ordersPerSecond; }
  api::LoadView view() const;
  bool running() const;

 private:
  struct Slot {
    LoadConnection connection;
    LoadOrder order;
    double intended = 0, sent = 0;  // seconds since the start
  };

  bool checkFile(const std::stop_token& stop);
  core::Result<void> flush();
  double now() const;
  bool moreToCome(double time) const;
  void collectDue(double time);
  void dispatch(double time);
  bool openOne(double time);
  void sendOn(std::size_t index, double intended, double time);
  void handle(std::size_t index, LoadConnection::Step step);
  void takeAnswer(Slot& slot);
  void wait(double time);
  void keepHouse(double time);
  void fail(const std::string& why, std::int64_t n = 1);
  void failOrder(const LoadOrder& order, const std::string& why);
  void noteRefusal(const LoadOrder& order, std::string_view code, const std::string& detail = {});
  void publish(double time, api::JobState state);

  api::LoadSpec m_spec;
  const std::string m_id;
  const std::function<std::string()> m_gatewayUrl;
  const domain::Catalogue& m_catalogue;
  LoadOrders m_orders;
  std::optional<LoadPlan> m_plan;
  JournalWriter m_journal;
  RefusalLog m_refusals;
  LoadHistogram m_latency;
  std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
  const int m_epoll;

  std::vector<std::unique_ptr<Slot>> m_slots;
  std::vector<std::size_t> m_idle, m_closed;  // positions in m_slots; every other slot is busy or connecting
  std::size_t m_connecting = 0, m_busy = 0;
  std::deque<double> m_due;  // intended times of orders not sent yet
  double m_retryAt = 0;      // no new connection before
  double m_houseAt = 0;      // the next look at time-outs, journal and view
  std::int64_t m_given = 0;  // closed model: orders begun
  std::string m_host;        // host:port of the newest connection

  std::int64_t m_sent = 0, m_accepted = 0, m_repeated = 0, m_refused = 0, m_failed = 0;
  std::map<std::string, std::int64_t> m_answers;  // all but the plain 202
  std::optional<double> m_checkedShare;
  std::string m_problem;  // it cannot go on
  std::deque<std::pair<double, std::int64_t>> m_sentAt;

  std::atomic<double> m_newRate = 0;
  mutable std::mutex m_mutex;
  api::LoadView m_view;
};

}  // namespace orderdeck::runtime
