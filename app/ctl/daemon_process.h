// An orderdeckd of our own, started beside this program: for `up`, and as a child for `bench` and `demo`. One thread.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "core/error.h"

namespace orderdeck::ctl {

/// The arguments of `orderdeckd serve` for a profile and a data folder (empty: the profile's own).
std::vector<std::string> serveArguments(const std::string& profile, const std::string& dataDir);

/// Becomes orderdeckd; returns only with the reason why it could not.
core::Error becomeDaemon(const std::vector<std::string>& arguments);

class DaemonProcess {
 public:
  DaemonProcess() = default;
  ~DaemonProcess() { stop(); }
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;

  /// Starts it and waits for its ready line, 30 s at most. It ends when this process does. Its log goes to `logFile`
  /// (empty: stays on stderr).
  core::Result<void> start(const std::vector<std::string>& arguments, const std::string& logFile);

  /// SIGTERM, and SIGKILL after 30 s; waits for the end. Idempotent.
  void stop();

 private:
  pid_t m_pid = 0;
};

}  // namespace orderdeck::ctl
