#include "app/ctl/load_follow.h"

#include <array>
#include <csignal>
#include <thread>

#include <fmt/format.h>

#include "app/ctl/table.h"
#include "core/ids.h"
#include "core/signals.h"

namespace orderdeck::ctl {

namespace {

volatile std::sig_atomic_t g_interrupted = 0;  // a signal handler can reach nothing else

constexpr std::array kEnding = {SIGINT, SIGTERM, SIGHUP};

// While it lives, the signals that end this program set the flag only; a second one ends it as usual.
class Interruptible {
 public:
  Interruptible() {
    g_interrupted = 0;
    struct sigaction action{};
    action.sa_handler = [](int) { g_interrupted = 1; };
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    const sigset_t ending = core::endSignals();
    for (std::size_t i = 0; i < kEnding.size(); ++i) {
      ::sigaction(kEnding[i], nullptr, &m_before[i]);
      if (sigismember(&ending, kEnding[i]) == 1) ::sigaction(kEnding[i], &action, nullptr);
    }
  }
  ~Interruptible() {
    for (std::size_t i = 0; i < kEnding.size(); ++i) ::sigaction(kEnding[i], &m_before[i], nullptr);
  }
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

 private:
  std::array<struct sigaction, kEnding.size()> m_before{};
};

/// Whether a load whose start was not answered runs all the same.
bool hasBegun(api::ControlClient& client, const std::string& id) {
  const auto snapshot = client.snapshot();
  return snapshot && snapshot->load && snapshot->load->id == id;
}

}  // namespace

std::optional<api::LoadView> runLoad(Context& context, const api::LoadSpec& spec,
                                     const std::function<void(const api::Snapshot&)>& each) {
  const auto before = context.snapshot();
  if (!before) return std::nullopt;
  const Interruptible interruptible;
  api::ControlClient client = context.client();
  api::LoadSpec named = spec;
  named.id = core::newId();
  if (const auto started = client.send(api::startLoad(named)); !started && !hasBegun(client, named.id)) {
    context.fail(started.error());
    return std::nullopt;
  }
  bool stopping = false;
  int failures = 0;
  while (true) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    if (g_interrupted && !std::exchange(stopping, true)) (void)client.send(api::stopLoad());
    const auto snapshot = client.snapshot();
    if (!snapshot && ++failures < 50) continue;  // a busy backend may be late; one that is gone is not waited for
    if (!snapshot) {
      context.fail(snapshot.error());
      return std::nullopt;
    }
    failures = 0;
    if (snapshot->startedAt != before->startedAt) {
      context.fail(
          {core::ErrorCode::Unavailable, "the daemon died and was started again: the load ended with it", false});
      return std::nullopt;
    }
    if (!snapshot->load || snapshot->load->id != named.id) continue;
    each(*snapshot);
    if (snapshot->load->state != api::JobState::Running) return snapshot->load;
  }
}

std::string loadLine(const api::LoadView& load) {
  if (load.checkedShare) return fmt::format("reading the file: {}", percent(*load.checkedShare));
  const std::string planned = load.planned > 0 ? "/" + grouped(load.planned) : "";
  const auto behind = load.answers.find("behind");
  return fmt::format("{}{} sent  {}/s  accepted {}  refused {}  failed {}  p50 {}  p99 {}{}", grouped(load.sent),
                     planned, rate(load.sentPerSecond), grouped(load.accepted), grouped(load.refused),
                     grouped(load.failed), millis(load.p50Millis), millis(load.p99Millis),
                     behind == load.answers.end() ? "" : fmt::format("  behind by {}", grouped(behind->second)));
}

}  // namespace orderdeck::ctl
