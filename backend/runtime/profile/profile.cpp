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

core::Result<Profile> loadProfile(const std::string& nameOrFile, const std::string& dataDir, Named named) {
  auto resolved = api::resolveProfile(nameOrFile, dataDir);
  if (!resolved) return std::unexpected(resolved.error());
  const bool ships = resolved->file.empty();
  if (ships && resolved->name != api::kStandardProfile) return std::unexpected(api::notShipped(resolved->name));
  auto profile = ships ? parseProfile(std::string(kEmbeddedYaml), resolved->name + ".yaml", named)
                       : parseProfile(resolved->text, nameOrFile, named);
  if (!profile) return profile;
  profile->dataDir = std::move(resolved->dataDir);
  if (profile->ledger.driver == "sqlite" && profile->ledger.dsn.empty())
    profile->ledger.dsn = profile->dataDir + "/ledger.sqlite";
  if (profile->mail.maildir.empty()) profile->mail.maildir = profile->dataDir + "/mail";
  return profile;
}

}  // namespace orderdeck::runtime
