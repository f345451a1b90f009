// Which system a profile means, and which folder holds it: the one answer for the daemon, orderdeckctl and the console.
// Any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace orderdeck::api {

inline constexpr const char* kStandardProfile = "embedded";
inline constexpr std::string_view kProfileNameForm = "1 to 64 of letters, digits, '_', '.', '-', and no '.' first";

/// Whether a profile may be called so: its folder has that name.
bool isProfileName(const std::string& text);

/// Whether it is the path of a profile, and not a name.
bool isProfileFile(const std::string& nameOrFile);

/// Whether a profile may name a file or a folder by it. `~` is the shell's: nobody expands it here, and a folder of
/// that name is not what is meant.
bool isPath(const std::string& text);
inline constexpr std::string_view kPathForm = "a path, absolute or beside the profile's file, and without ~";

/// A relative path in a profile means: beside the profile. An empty one stays empty.
std::string pathBeside(const std::string& nameOrFile, const std::string& path);

/// HOME, else what the system knows of the user; InvalidArgument when neither is an absolute path.
core::Result<std::string> homeFolder();

/// The data folder of a profile: `dataDir` when given, else $XDG_DATA_HOME/orderdeck/NAME (or ~/.local/share/...).
/// Absolute, without a slash at its end. InvalidArgument when there is no home folder, the working folder of a relative
/// path is gone, or the path is not UTF-8.
core::Result<std::string> dataDirOf(const std::string& profileName, const std::string& dataDir);

/// What a profile is called, where it stands and where its system lives.
struct ResolvedProfile {
  std::string name;     // of the system
  std::string file;     // absolute; empty: the name of a profile that ships, or of a system
  std::string text;     // the file's
  std::string dataDir;  // as of dataDirOf()
};

/// Of `--profile` and `--data-dir`, for every program: a path that ends in .yaml, or a name, by which a system that
/// runs can be found, too. Of a file only `name` and `dataDir` have to be right. NotFound: the file cannot be read;
/// InvalidArgument: no such form, or, with file and line, no YAML or one of the two illegal.
core::Result<ResolvedProfile> resolveProfile(const std::string& nameOrFile, const std::string& dataDir);

/// What to say of a name under which no profile ships, to who wants to start it.
core::Error notShipped(const std::string& name);

}  // namespace orderdeck::api
