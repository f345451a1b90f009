// Small files that only their owner may read. One that is written whole is replaced atomically: a reader sees the old
// text or the new one, never half of it.
#pragma once

#include <string>

#include "core/error.h"

namespace orderdeck::core {

/// Writes `text` to `path` with mode 0600. Unavailable when the file system refuses.
Result<void> writePrivateFile(const std::string& path, const std::string& text);

/// Adds a line to the file (mode 0600, made when there is none), on the disk when this returns. A last line that was
/// torn is ended first. Unavailable when the file system refuses.
Result<void> appendPrivateLine(const std::string& path, const std::string& line);

/// Makes the folder, and those above it, with mode 0700 where there is nothing. What is there stays as it is.
Result<void> makePrivateDir(const std::string& path);

}  // namespace orderdeck::core
