// Small files that only their owner may read, replaced atomically: a reader sees the old text or the new one, never
// half of it.
#pragma once

#include <string>

#include "core/error.h"

namespace orderdeck::core {

/// Writes `text` to `path` with mode 0600. Unavailable when the file system refuses.
Result<void> writePrivateFile(const std::string& path, const std::string& text);

/// Makes the folder, and those above it, with mode 0700 where there is nothing. What is there stays as it is.
Result<void> makePrivateDir(const std::string& path);

}  // namespace orderdeck::core
