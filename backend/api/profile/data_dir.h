// Which folder holds the system of a profile: the one answer for the daemon, orderdeckctl and the console. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace orderdeck::api {

inline constexpr const char* kStandardProfile = "embedded";
inline constexpr std::string_view kProfileNameForm = "1 to 64 of letters, digits, '_', '.', '-'";  // core::isLegalId

/// Whether it is the path of a profile, and not the name of one that ships.
bool isProfileFile(const std::string& nameOrFile);

/// A relative path in a profile means: beside the profile. An empty one stays empty.
std::string pathBeside(const std::string& nameOrFile, const std::string& path);

/// HOME, else what the system knows of the user; InvalidArgument when neither is an absolute path.
core::Result<std::string> homeFolder();

/// The data folder of a profile: `dataDir` when given, else $XDG_DATA_HOME/orderdeck/NAME (or ~/.local/share/...).
/// Absolute, without a slash at its end. InvalidArgument when there is no home folder, the working folder of a relative
/// path is gone, or the path is not UTF-8.
core::Result<std::string> dataDirOf(const std::string& profileName, const std::string& dataDir);

/// The data folder of a profile that ships, or of one in a file. The file is read only if the answer depends on it, and
/// of it only `name` and `dataDir`: NotFound when it cannot be read; InvalidArgument, with file and line, when it is no
/// YAML or one of the two is illegal.
core::Result<std::string> dataDirFor(const std::string& nameOrFile, const std::string& dataDir);

}  // namespace orderdeck::api
