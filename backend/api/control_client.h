// A client of the control API. Blocking: one object belongs to one thread, which is never the GUI's. Keeps its
// connection.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "api/caller.h"
#include "api/command.h"
#include "api/http_client.h"
#include "api/series.h"
#include "api/snapshot_sections.h"
#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::api {

/// Where a backend is and the token that it asks for; read from run.json of its data folder.
struct ControlAddress {
  std::string url;  // http://127.0.0.1:PORT
  std::string token;
  bool operator==(const ControlAddress&) const = default;
};

/// Unavailable when no backend runs for this data folder (no run.json, or its process is gone).
core::Result<ControlAddress> findBackend(const std::string& dataDir);

/// The token that a file holds, without the blanks and line ends around it. InvalidArgument when it cannot be read, or
/// holds none.
core::Result<std::string> readTokenFile(const std::string& path);

class ControlClient {
 public:
  using FindAddress = std::function<core::Result<ControlAddress>()>;

  explicit ControlClient(ControlAddress address, core::Millis timeout = core::Millis{5000}, Caller caller = {});
  /// To the backend that `find` names, also after it died and was started anew, with another token or at another
  /// address: when a call is refused for its token or the connection is lost, `find` is asked again.
  ControlClient(FindAddress find, core::Millis timeout, Caller caller = {});

  /// The body of a 2xx answer. Errors: Disconnected or Timeout (retryable) when the backend does not answer; else the
  /// code and detail of its problem+json; or the error of `find`. What may have had its effect is never sent twice: by
  /// a backend that was started anew only a GET is answered that the one before it left open.
  core::Result<std::string> send(const ControlCall& call);
  core::Result<Snapshot> snapshot();
  /// The sections that are others by now than those of these sequence numbers.
  core::Result<SnapshotUpdate> snapshot(const SectionSequences& sections);
  /// What came after the cursor of an earlier answer; with 0 everything.
  core::Result<Series> series(std::int64_t after);

 private:
  core::Result<std::string> sendOnce(const ControlCall& call);
  void take(ControlAddress address);

  const FindAddress m_find;  // empty: the address is given
  const core::Millis m_timeout;
  const Caller m_caller;
  ControlAddress m_address;
  std::optional<HttpClient> m_http;  // none before the first call of a client that finds its address
};

}  // namespace orderdeck::api
