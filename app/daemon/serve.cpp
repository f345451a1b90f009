#include "app/daemon/serve.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "api/json_decoder.h"
#include "api/ops_event_table.h"
#include "api/process_exit.h"
#include "app/daemon/system/system.h"
#include "app/daemon/usage_error.h"
#include "core/log.h"
#include "core/signals.h"
#include "runtime/folder/data_folder.h"
#include "runtime/profile/catalogue.h"

namespace orderdeck::daemon {

using namespace api::literals;

namespace {

// For the slowest process to be ready. Then the system is announced as it is, or given up.
constexpr core::Millis kPatience{15'000}, kMostPatience{30'000};

/// Takes the signals that end the daemon, for this and every later thread, as something to poll for.
class EndSignals {
 public:
  EndSignals() {
    const sigset_t set = core::blockEndSignals();
    std::signal(SIGPIPE, SIG_IGN);
    m_signals = ::signalfd(-1, &set, SFD_CLOEXEC);
    m_asked = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  }
  ~EndSignals() {
    ::close(m_signals);
    ::close(m_asked);
  }
  EndSignals(const EndSignals&) = delete;
  EndSignals& operator=(const EndSignals&) = delete;

  /// Any thread.
  void ask() { ::eventfd_write(m_asked, 1); }

  /// True when the end was asked for within `wait`.
  bool waitFor(core::Millis wait) {
    pollfd fds[] = {{m_signals, POLLIN, 0}, {m_asked, POLLIN, 0}};
    return ::poll(fds, 2, static_cast<int>(wait.count())) > 0;
  }

 private:
  int m_signals, m_asked;
};

runtime::Profile profileFor(const ServeOptions& options) {
  auto profile = runtime::loadProfile(options.profile, options.dataDir, runtime::Named::Check);
  // A system that ran goes on when what it needs of the machine is there again.
  const bool mayPass = !options.after.empty() && !profile && profile.error().code == core::ErrorCode::Unavailable;
  if (mayPass) throw std::runtime_error(profile.error().what);
  if (!profile) throw UsageError(profile.error().what);
  if (options.gatewayPort) profile->gateway.port = *options.gatewayPort;
  if (options.apiPort) profile->apiPort = *options.apiPort;
  return *std::move(profile);
}

domain::Catalogue catalogueFor(const runtime::Profile& profile) {
  auto catalogue = runtime::loadCatalogue(profile.catalogueFile);
  if (!catalogue) throw UsageError(catalogue.error().what);
  return *std::move(catalogue);
}

std::optional<api::ProcessExit> deathBefore(const ServeOptions& options) {
  if (options.after.empty()) return std::nullopt;
  auto death = api::decodeJson<api::ProcessExit>(options.after, "--after");
  if (!death) throw UsageError(death.error().what);
  return *std::move(death);
}

std::unique_ptr<runtime::DataFolder> takeFolder(const std::string& dataDir) {
  auto folder = runtime::DataFolder::take(dataDir);
  if (folder) return *std::move(folder);
  if (folder.error().code == core::ErrorCode::InvalidArgument) throw UsageError(folder.error().what);
  throw std::runtime_error(folder.error().what);
}

}  // namespace

int runServe(const ServeOptions& options) {
  core::initLog("daemon");
  EndSignals end;
  auto death = deathBefore(options);
  runtime::Profile profile = profileFor(options);
  domain::Catalogue catalogue = catalogueFor(profile);
  ::umask(0077);  // what we and our processes write is for us alone, whoever may look into the folder
  std::error_code unknown;
  if (death && !std::filesystem::exists(profile.dataDir, unknown) && !unknown) {
    throw UsageError(fmt::format("the data folder {} is gone: a system that died does not begin anew in an empty one",
                                 profile.dataDir));
  }
  const auto folder = takeFolder(profile.dataDir);
  System system(*folder, std::move(profile), std::move(catalogue), [&end] { end.ask(); });
  if (death) system.tell(api::opsEvent<"system.daemon-died">("exit"_a = *std::move(death)));

  const auto patience = std::chrono::steady_clock::now() + (options.mustBeReady ? kMostPatience : kPatience);
  bool ended = false;
  while (!ended && !system.isReady() && !system.isStuck() && std::chrono::steady_clock::now() < patience)
    ended = end.waitFor(core::Millis{20});
  if (!ended) {
    std::puts(system.announce().c_str());
    std::fflush(stdout);
    if (const std::string why = options.mustBeReady ? system.whyNotReady() : ""; !why.empty()) {
      system.stop();
      throw std::runtime_error("not ready, and stopped again: " + why);
    }
    while (!end.waitFor(core::Millis{60'000})) {
    }
  }
  system.stop();
  return 0;
}

}  // namespace orderdeck::daemon
