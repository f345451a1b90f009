// A client of the control API. Blocking: one object belongs to one thread, which is never the GUI's. Keeps its
// connection.
#pragma once

#include <string>

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
};

/// Unavailable when no backend runs for this data folder (no run.json, or its process is gone).
core::Result<ControlAddress> findBackend(const std::string& dataDir);

class ControlClient {
 public:
  explicit ControlClient(ControlAddress address, core::Millis timeout = core::Millis{5000});

  /// The body of a 2xx answer. Errors: Disconnected or Timeout (retryable) when the backend does not answer; else the
  /// code and detail of its problem+json.
  core::Result<std::string> send(const ControlCall& call);
  core::Result<Snapshot> snapshot();
  /// The sections that are others by now than those of these sequence numbers.
  core::Result<SnapshotUpdate> snapshot(const SectionSequences& sections);
  /// What came after the cursor of an earlier answer; with 0 everything.
  core::Result<Series> series(std::int64_t after);

 private:
  HttpClient m_http;
  std::string m_token;
};

}  // namespace orderdeck::api
