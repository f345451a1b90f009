// Which folder may hold a system's data: asked by the daemon, which takes it, and by the console, which writes the log
// of a daemon that is about to start into it. Changes nothing; any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace orderdeck::api {

inline constexpr const char* kDataFolderMark = "orderdeck-data";  // the file that says what the folder is
inline constexpr const char* kDataFolderLock = "lock";            // the file that names who holds it

/// Whether a daemon would take the folder, or its absence: an empty one, or the data folder of a system, into which
/// nobody else may write. InvalidArgument says what is wrong with it; Unavailable: the file system refuses.
core::Result<void> checkDataFolder(const std::string& path);
/// The same of one that is open.
core::Result<void> checkDataFolder(int folder, const std::string& path);

/// A descriptor of the folder. InvalidArgument: it is none.
core::Result<int> openDataFolder(const std::string& path);

/// The pid of the daemon that holds the folder or held it last, as its lock file says; empty: there is none.
std::string lockHolder(int folder);
std::string holderIn(int lockFile);

}  // namespace orderdeck::api
