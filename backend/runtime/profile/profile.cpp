#include "runtime/profile/profile.h"

#include <fmt/format.h>

#include "api/profile/data_dir.h"
#include "core/text_file.h"
#include "domain/events/json_text.h"
#include "runtime_embedded.h"

namespace orderdeck::runtime {

using core::ErrorCode;

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

core::Result<Profile> loadProfile(const std::string& nameOrFile, const std::string& dataDir, NamedFiles files) {
  const std::string wanted = nameOrFile.empty() ? api::kStandardProfile : nameOrFile;
  std::string text(kEmbeddedYaml);
  if (api::isProfileFile(wanted)) {
    auto read = core::readTextFile(wanted);
    if (!read) return std::unexpected(read.error());
    text = std::move(*read);
  } else if (wanted != api::kStandardProfile) {
    return core::fail(ErrorCode::NotFound,
                      fmt::format("no profile '{}': give embedded, or a path that ends in .yaml", wanted));
  }
  auto profile = parseProfile(text, api::isProfileFile(wanted) ? wanted : wanted + ".yaml", files);
  if (!profile) return profile;
  auto folder = api::dataDirOf(profile->name, dataDir.empty() ? api::pathBeside(wanted, profile->dataDir) : dataDir);
  if (!folder) return std::unexpected(folder.error());
  profile->dataDir = std::move(*folder);
  profile->catalogueFile = api::pathBeside(wanted, profile->catalogueFile);
  if (const std::string& path = profile->catalogueFile; domain::utf8Prefix(path) < path.size()) {
    return core::fail(ErrorCode::InvalidArgument, fmt::format("the path {} is not UTF-8", path));
  }
  if (profile->ledger.driver == "sqlite" && profile->ledger.dsn.empty())
    profile->ledger.dsn = profile->dataDir + "/ledger.sqlite";
  if (profile->mail.maildir.empty()) profile->mail.maildir = profile->dataDir + "/mail";
  return profile;
}

}  // namespace orderdeck::runtime
