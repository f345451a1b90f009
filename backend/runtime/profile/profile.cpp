#include "runtime/profile/profile.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "domain/events/json_text.h"
#include "runtime/profile/profile_reader.h"
#include "runtime_embedded.h"

namespace orderdeck::runtime {

namespace {

using core::ErrorCode;

bool isYamlFile(const std::string& name) { return name.ends_with(".yaml") || name.ends_with(".yml"); }

}  // namespace

std::map<std::string, int> defaultInstances(domain::ServiceTable services) {
  std::map<std::string, int> instances;
  for (const domain::ServiceSpec& service : services) instances.emplace(service.name, service.required ? 1 : 0);
  return instances;
}

std::vector<Instance> instancesOf(const Profile& profile, domain::ServiceTable services) {
  std::vector<Instance> instances;
  for (const std::string& service : domain::serviceNames(services)) {
    const auto count = profile.instances.find(service);
    for (int number = 1; count != profile.instances.end() && number <= count->second; ++number)
      instances.emplace_back(service, fmt::format("{}-{}", service, number));
  }
  return instances;
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

core::Result<std::string> dataDirFor(const std::string& nameOrFile, const std::string& dataDir) {
  if (!isYamlFile(nameOrFile) || !dataDir.empty()) return dataDirOf(nameOrFile, dataDir);
  const auto profile = loadProfile(nameOrFile, dataDir);
  if (!profile) return std::unexpected(profile.error());
  return profile->dataDir;
}

core::Result<Profile> loadProfile(const std::string& nameOrFile, const std::string& dataDir, NamedFiles files) {
  const std::string wanted = nameOrFile.empty() ? "embedded" : nameOrFile;
  std::string text(kEmbeddedYaml);
  if (isYamlFile(wanted)) {
    auto read = readTextFile(wanted);
    if (!read) return std::unexpected(read.error());
    text = std::move(*read);
  } else if (wanted != "embedded") {
    return core::fail(ErrorCode::NotFound,
                      fmt::format("no profile '{}': give embedded, or a path that ends in .yaml", wanted));
  }
  auto profile = parseProfile(text, isYamlFile(wanted) ? wanted : wanted + ".yaml", files);
  if (!profile) return profile;
  const auto beside = [&wanted](std::string& file) {  // a relative path in a profile means: beside the profile
    std::error_code gone;                             // the working folder: then the profile was not found either
    if (!file.empty() && isYamlFile(wanted))
      file = (std::filesystem::absolute(wanted, gone).parent_path() / file).lexically_normal().string();
  };
  if (dataDir.empty()) beside(profile->dataDir);
  beside(profile->catalogueFile);
  auto folder = dataDirOf(profile->name, dataDir.empty() ? profile->dataDir : dataDir);
  if (!folder) return std::unexpected(folder.error());
  profile->dataDir = std::move(*folder);
  if (const std::string& path = profile->catalogueFile; domain::utf8Prefix(path) < path.size()) {
    return core::fail(ErrorCode::InvalidArgument, fmt::format("the path {} is not UTF-8", path));
  }
  if (profile->ledger.driver == "sqlite" && profile->ledger.dsn.empty())
    profile->ledger.dsn = profile->dataDir + "/ledger.sqlite";
  if (profile->mail.maildir.empty()) profile->mail.maildir = profile->dataDir + "/mail";
  return profile;
}

}  // namespace orderdeck::runtime
