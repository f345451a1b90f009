// What the settings of a profile ask of one another. Pure: asks neither the disk nor the network; see machine_rules.h.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/profile/yaml_mapping.h"
#include "core/address.h"
#include "core/error.h"
#include "runtime/profile/profile.h"

namespace orderdeck::runtime {

/// The reader of a section, for what is to be reported of its keys; "" is the document.
using ReaderOf = std::function<api::YamlMapping&(std::string_view section)>;

inline constexpr std::string_view kListenForm =
    "a name or an address of this machine, or 0.0.0.0 or :: for all of them";

/// Of host:port,host:port, or of nothing. InvalidArgument for anything else.
core::Result<std::vector<core::HostPort>> bootstrapOf(std::string_view text);

/// A relative path means: beside the profile, which is the file `source`. After this every path is absolute or empty.
void resolvePaths(const ReaderOf& readerOf, Profile& profile, const std::string& source);

/// Also of a password that stood elsewhere.
void checkRedisPassword(api::YamlMapping& in, const RedisSettings& redis);

/// Reports the first rule that is broken. Takes what a URL says apart.
void applyRules(const ReaderOf& readerOf, Profile& profile);

}  // namespace orderdeck::runtime
