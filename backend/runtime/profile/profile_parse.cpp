// A profile's text: each setting by its description, then the rules between settings; declared in profile.h.
#include <algorithm>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "api/profile/yaml_mapping.h"
#include "core/address.h"
#include "domain/events/json_text.h"
#include "ports/mailer.h"
#include "runtime/profile/named_file.h"
#include "runtime/profile/profile.h"
#include "runtime/profile/redis_url.h"
#include "runtime/profile/settings.h"

namespace orderdeck::runtime {

using api::YamlMapping;

namespace {

using Readers = std::map<std::string, YamlMapping, std::less<>>;  // by section; "" is the document

Range rangeOf(const Setting& setting) { return std::get<Range>(setting.allowed); }

template <typename Number>
void read(YamlMapping& in, const Setting& setting, Number& out) {
  in.read(std::string(setting.key()), out, rangeOf(setting).least, rangeOf(setting).most);
}

void read(YamlMapping& in, const Setting& setting, double& out) {
  in.read(std::string(setting.key()), out, static_cast<double>(rangeOf(setting).least),
          static_cast<double>(rangeOf(setting).most));
}

void read(YamlMapping& in, const Setting& setting, bool& out) { in.read(std::string(setting.key()), out); }

void read(YamlMapping& in, const Setting& setting, std::string& out) {
  const std::string key(setting.key());
  if (const Words* const words = std::get_if<Words>(&setting.allowed)) return in.readOneOf(key, out, words->words);
  in.read(key, out);
  const Form* const form = std::get_if<Form>(&setting.allowed);
  if (form && !form->isLegal(out)) in.reject(key, fmt::format("must be {}", form->what));
}

void read(YamlMapping& in, const Setting& setting, std::set<std::string>& out) {
  const std::string key(setting.key());
  const Form* const form = std::get_if<Form>(&setting.allowed);
  if (!form) return in.read(key, out);
  in.read(key, out, form->isLegal, fmt::format("must be {}", form->what));
}

YamlMapping& sectionOf(Readers& readers, std::string_view section) {
  const auto known = readers.find(section);
  if (known != readers.end()) return known->second;
  const std::string name(section);
  return readers.emplace(name, readers.at("").section(name)).first->second;
}

void takeRedisUrl(YamlMapping& in, RedisSettings& out) {
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

void applyRedisRules(YamlMapping& in, RedisSettings& out) {
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

/// A relative path in a profile means: beside the profile.
void resolveFile(YamlMapping& in, const char* key, const std::string& profile, std::string& file) {
  if (file.empty()) return;
  std::error_code gone;  // the working folder: then the profile was not found either
  file = (std::filesystem::absolute(profile, gone).parent_path() / file).lexically_normal().string();
  if (file.find('\0') != std::string::npos || !domain::isUtf8(file)) {
    in.reject(key, "must name a file by a path in UTF-8");
    file.clear();
  }
}

void applyLogInRules(YamlMapping& in, MailSettings& out, const ports::MailServer& server) {
  const std::string required(ports::kMailTlsNames[static_cast<std::size_t>(ports::MailTls::Required)]);
  if (server.tlsAtOnce) {
    if (ports::mailTlsOf(out.tls) == ports::MailTls::Off)
      in.reject("tls", "must be required, since mail.smtp is smtps://");
    out.tls = required;
  }
  if (!out.user.empty() && out.tls != required && !core::isLoopback(server.address.host))
    in.reject("tls", "must be required, since mail.user logs in at another machine");
  if (!out.caFile.empty() && out.tls != required)
    in.reject("caFile", "is of use only if mail.tls is required: no certificate is looked at otherwise");
}

void applyMailRules(YamlMapping& in, MailSettings& out, const std::string& profile, NamedFiles files) {
  resolveFile(in, "passwordFile", profile, out.passwordFile);
  resolveFile(in, "caFile", profile, out.caFile);
  if (std::ranges::any_of(out.user, [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    in.reject("user", "must not hold control characters");
  if (out.user.empty() != out.passwordFile.empty())
    in.reject(out.user.empty() ? "passwordFile" : "user", "must stand together: mail.user and mail.passwordFile");
  for (const auto& [key, text] : {std::pair{"user", &out.user}, std::pair{"caFile", &out.caFile}}) {
    if (!text->empty() && out.smtp.empty()) in.reject(key, "is of a mail server, and mail.smtp names none");
  }
  if (const auto server = ports::parseMailServer(out.smtp)) applyLogInRules(in, out, *server);
  if (files == NamedFiles::Trust) return;
  if (const auto secret = out.passwordFile.empty() ? "" : readSecretFile(out.passwordFile); !secret)
    in.reject("passwordFile", "must name a file with the password, for its owner alone: " + secret.error().what);
  if (const auto fine = out.caFile.empty() ? core::Result<void>() : checkReadable(out.caFile); !fine)
    in.reject("caFile", "must name a file with certificates in PEM: " + fine.error().what);
}

void applyRules(Readers& in, Profile& out, const std::string& profile, NamedFiles files) {
  applyRedisRules(in.at("redis"), out.redis);
  applyMailRules(in.at("mail"), out.mail, profile, files);
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

core::Result<Profile> parseProfile(const std::string& yaml, const std::string& sourceName, NamedFiles files) {
  const auto root = api::parseYaml(yaml, sourceName);
  if (!root) return std::unexpected(root.error());
  Profile profile;
  Readers readers;
  readers.emplace("", YamlMapping(*root, sourceName));
  for (const Setting& setting : settings()) {
    YamlMapping& in = sectionOf(readers, setting.section());
    if (setting.isSecret) in.hide(std::string(setting.key()));
    std::visit([&](auto* value) { read(in, setting, *value); }, setting.in(profile));
  }
  applyRules(readers, profile, sourceName, files);
  for (auto& [section, in] : readers) in.finish();
  if (const auto& error = readers.at("").error()) return std::unexpected(*error);
  return profile;
}

}  // namespace orderdeck::runtime
