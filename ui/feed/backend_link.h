// One connection to a backend as the feed uses it: blocking, owned by one worker thread. Tests put their own in place
// of it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "api/command.h"
#include "api/series.h"
#include "api/snapshot_sections.h"
#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::ui {

class BackendLink {
 public:
  virtual ~BackendLink() = default;
  /// What its token may do. A backend that does not say so decides by itself: Admin.
  virtual api::Scope scope() = 0;
  virtual core::Result<std::string> send(const api::ControlCall& call) = 0;
  /// Of these sections those whose sequence number is another by now.
  virtual core::Result<api::SnapshotUpdate> snapshot(const api::SectionSequences& sections) = 0;
  /// What came after the cursor of an earlier answer.
  virtual core::Result<api::Series> series(std::int64_t after) = 0;
};

/// Makes a new connection; called on worker threads, several at once. Unavailable: no backend runs (any more).
using BackendLinkFactory = std::function<core::Result<std::unique_ptr<BackendLink>>(core::Millis timeout)>;

}  // namespace orderdeck::ui
