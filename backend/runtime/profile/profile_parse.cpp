// A profile's text: each setting by its description, then the rules between settings; declared in profile.h.
#include <map>

#include <fmt/format.h>

#include "runtime/profile/profile.h"
#include "runtime/profile/profile_reader.h"
#include "runtime/profile/redis_url.h"
#include "runtime/profile/settings.h"

namespace orderdeck::runtime {

namespace {

using Readers = std::map<std::string, ProfileReader, std::less<>>;  // by section; "" is the document

Range rangeOf(const Setting& setting) { return std::get<Range>(setting.allowed); }

template <typename Number>
void read(ProfileReader& in, const Setting& setting, Number& out) {
  in.read(std::string(setting.key()), out, rangeOf(setting).least, rangeOf(setting).most);
}

void read(ProfileReader& in, const Setting& setting, double& out) {
  in.read(std::string(setting.key()), out, static_cast<double>(rangeOf(setting).least),
          static_cast<double>(rangeOf(setting).most));
}

void read(ProfileReader& in, const Setting& setting, bool& out) { in.read(std::string(setting.key()), out); }

void read(ProfileReader& in, const Setting& setting, std::string& out) {
  const std::string key(setting.key());
  if (const Words* const words = std::get_if<Words>(&setting.allowed)) return in.readOneOf(key, out, words->words);
  in.read(key, out);
  const Form* const form = std::get_if<Form>(&setting.allowed);
  if (form && !form->isLegal(out)) in.reject(key, fmt::format("must be {}", form->what));
}

void read(ProfileReader& in, const Setting& setting, std::set<std::string>& out) {
  const std::string key(setting.key());
  const Form* const form = std::get_if<Form>(&setting.allowed);
  if (!form) return in.read(key, out);
  in.read(key, out, form->isLegal, fmt::format("must be {}", form->what));
}

ProfileReader& sectionOf(Readers& readers, std::string_view section) {
  const auto known = readers.find(section);
  if (known != readers.end()) return known->second;
  const std::string name(section);
  return readers.emplace(name, readers.at("").section(name)).first->second;
}

void takeRedisUrl(ProfileReader& in, RedisSettings& out) {
  const auto url = parseRedisUrl(out.endpoint);
  if (!url) return in.reject("endpoint", url.error().what);
  if (!out.user.empty() || !out.password.empty()) {
    if (!url->user.empty() || !url->password.empty())
      return in.reject("endpoint", "must not name a user or a password when user and password do");
  } else {
    out.user = url->user;
    out.password = url->password;
  }
  out.endpoint = url->endpoint;
  out.database = url->database;
}

void applyRedisRules(ProfileReader& in, RedisSettings& out) {
  if (!out.embedded && out.endpoint.empty())
    in.reject("endpoint", "must name the server (unix:/path or host:port), since redis.embedded is false");
  if (!out.embedded && isRedisUrl(out.endpoint)) takeRedisUrl(in, out);
  if (out.embedded && !out.user.empty())
    in.reject("user", "names a user of an external server; redis.embedded is true");
  if (out.embedded && out.database != 0)
    in.reject("database", "names one of an external server; redis.embedded is true");
  if (out.embedded && out.password.size() > 512)
    in.reject("password", "must be 512 bytes at most");  // Redis takes no longer one
  for (const auto& [key, text] : {std::pair{"user", &out.user}, std::pair{"password", &out.password}}) {
    if (text->find('\0') != std::string::npos) in.reject(key, "must not hold NUL");
  }
}

void applyRules(Readers& in, Profile& out) {
  applyRedisRules(in.at("redis"), out.redis);
  if (!out.kafka.embedded && out.kafka.bootstrap.empty())
    in.at("kafka").reject("bootstrap", "must name the brokers (host:port,...), since kafka.embedded is false");
  if (out.ledger.driver == "postgresql" && out.ledger.dsn.empty())
    in.at("ledger").reject("dsn", "must say where the PostgreSQL database is");
  for (const auto& [service, count] : out.instances) {
    if (count > out.kafka.partitions)
      in.at("instances").reject(service, fmt::format("must be {} at most (kafka.partitions)", out.kafka.partitions));
  }
}

}  // namespace

core::Result<Profile> parseProfile(const std::string& yaml, const std::string& sourceName) {
  const auto root = parseYaml(yaml, sourceName);
  if (!root) return std::unexpected(root.error());
  Profile profile;
  Readers readers;
  readers.emplace("", ProfileReader(*root, sourceName));
  for (const Setting& setting : settings()) {
    ProfileReader& in = sectionOf(readers, setting.section());
    if (setting.isSecret) in.hide(std::string(setting.key()));
    std::visit([&](auto* value) { read(in, setting, *value); }, setting.in(profile));
  }
  applyRules(readers, profile);
  for (auto& [section, in] : readers) in.finish();
  if (const auto& error = readers.at("").error()) return std::unexpected(*error);
  return profile;
}

}  // namespace orderdeck::runtime
