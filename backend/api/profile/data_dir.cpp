#include "api/profile/data_dir.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "api/profile/yaml_mapping.h"
#include "core/ids.h"
#include "core/text_file.h"
#include "domain/events/json_text.h"

namespace orderdeck::api {

using core::ErrorCode;

bool isProfileFile(const std::string& nameOrFile) {
  return nameOrFile.ends_with(".yaml") || nameOrFile.ends_with(".yml");
}

bool isProfileName(const std::string& text) { return core::isLegalId(text) && !text.starts_with('.'); }

bool isPath(const std::string& text) {
  return text.find('\0') == std::string::npos && text != "~" && !text.starts_with("~/");
}

std::string pathBeside(const std::string& nameOrFile, const std::string& path) {
  if (path.empty() || !isProfileFile(nameOrFile)) return path;
  std::error_code gone;  // the working folder: then the profile was not found either
  return (std::filesystem::absolute(nameOrFile, gone).parent_path() / path).lexically_normal().string();
}

core::Result<std::string> homeFolder() {
  const char* home = std::getenv("HOME");
  if (home && *home == '/') return home;
  const passwd* user = ::getpwuid(::getuid());
  if (user && user->pw_dir && *user->pw_dir == '/') return user->pw_dir;
  return core::fail(
      ErrorCode::InvalidArgument,
      fmt::format("HOME is not set, and the user {} has no home folder: name a data folder (--data-dir)", ::getuid()));
}

core::Result<std::string> dataDirOf(const std::string& profileName, const std::string& dataDir) {
  namespace fs = std::filesystem;
  fs::path folder = dataDir;
  if (dataDir.empty()) {
    const char* xdg = std::getenv("XDG_DATA_HOME");
    if (xdg && *xdg == '/') {  // one that is relative must be ignored: XDG Base Directory Specification
      folder = xdg;
    } else {
      const auto home = homeFolder();
      if (!home) return home;
      folder = fs::path(*home) / ".local/share";
    }
    folder = folder / "orderdeck" / profileName;
  }
  std::error_code error;
  folder = fs::absolute(folder, error).lexically_normal();
  if (error)
    return core::fail(
        ErrorCode::InvalidArgument,
        fmt::format("the data folder {} is relative to a folder that is gone: {}", dataDir, error.message()));
  if (!folder.has_filename() && folder.has_relative_path())
    folder = folder.parent_path();  // without the slash at its end
  // The nodes' profile is a text file: it could not name another.
  if (const std::string& path = folder.native(); domain::utf8Prefix(path) < path.size()) {
    return core::fail(ErrorCode::InvalidArgument, fmt::format("the path {} is not UTF-8", path));
  }
  return folder.string();
}

namespace {

std::unexpected<core::Error> noProfile(const std::string& name) {
  std::error_code ignored;
  const std::string file = name + ".yaml";
  const bool isMeant = std::filesystem::exists(file, ignored);
  return core::fail(ErrorCode::InvalidArgument,
                    fmt::format("no profile '{}': give {}, the name of a system that runs, or a path that ends in "
                                ".yaml{}",
                                name, kStandardProfile, isMeant ? fmt::format("; did you mean {}?", file) : ""));
}

core::Result<std::string> absolutePath(const std::string& path) {
  std::error_code error;
  auto absolute = std::filesystem::absolute(path, error).lexically_normal();
  if (!error) return absolute.string();
  return core::fail(ErrorCode::InvalidArgument,
                    fmt::format("the path {} is relative to a folder that is gone: {}", path, error.message()));
}

}  // namespace

core::Result<ResolvedProfile> resolveProfile(const std::string& nameOrFile, const std::string& dataDir) {
  ResolvedProfile out{
      .name = nameOrFile.empty() ? kStandardProfile : nameOrFile, .file = {}, .text = {}, .dataDir = {}};
  std::string folder = dataDir;
  if (!isPath(dataDir))
    return core::fail(ErrorCode::InvalidArgument, fmt::format("the data folder {} must be {}", dataDir, kPathForm));
  if (!isProfileFile(nameOrFile)) {
    if (!isProfileName(out.name)) return noProfile(out.name);
  } else {
    auto file = absolutePath(nameOrFile);
    if (!file) return std::unexpected(file.error());
    out.file = std::move(*file);
    auto text = core::readTextFile(nameOrFile);
    if (!text) return std::unexpected(text.error());
    out.text = std::move(*text);
    const auto document = parseYaml(out.text, nameOrFile);
    if (!document) return std::unexpected(document.error());
    YamlMapping profile(*document, nameOrFile);
    std::string itsDataDir;
    out.name = kStandardProfile;
    profile.read("name", out.name);
    if (!isProfileName(out.name)) profile.reject("name", fmt::format("must be {}", kProfileNameForm));
    profile.read("dataDir", itsDataDir);
    if (!isPath(itsDataDir)) profile.reject("dataDir", fmt::format("must be {}", kPathForm));
    if (profile.error()) return std::unexpected(*profile.error());
    if (folder.empty()) folder = pathBeside(nameOrFile, itsDataDir);
  }
  auto found = dataDirOf(out.name, folder);
  if (!found) return std::unexpected(found.error());
  out.dataDir = std::move(*found);
  return out;
}

core::Error notShipped(const std::string& name) { return noProfile(name).error(); }

}  // namespace orderdeck::api
