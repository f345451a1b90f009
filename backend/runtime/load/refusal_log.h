// The orders of a file that were not accepted: one JSON object a line, in a file beside the load's journal
// (LOADID.refused). The writer belongs to the load's thread; reading is safe meanwhile from any thread.
#pragma once

#include <string>

#include "api/load.h"
#include "core/error.h"

namespace orderdeck::runtime {

class RefusalLog {
 public:
  /// The file is made with its first line.
  explicit RefusalLog(std::string path) : m_path(std::move(path)) {}

  void add(const api::Refusal& refusal);
  /// Hands whole lines to the system. Unavailable when the disk refuses.
  core::Result<void> flush();

 private:
  const std::string m_path;
  std::string m_pending;
};

/// One page: `query.from` is where in the file it begins.
api::Refusals readRefusals(const std::string& path, const api::RefusalsQuery& query);

}  // namespace orderdeck::runtime
