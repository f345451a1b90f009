#include "runtime/profile/profile_rules.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "api/profile/data_dir.h"
#include "core/address.h"
#include "domain/events/json_text.h"
#include "ports/ledger/postgres_dsn.h"
#include "ports/mailer.h"
#include "runtime/profile/hosts.h"
#include "runtime/profile/redis_url.h"

namespace orderdeck::runtime {

using api::YamlMapping;

namespace {

constexpr std::size_t kLongestRedisPassword = 512;  // Redis takes no longer one

void resolvePath(YamlMapping& in, const char* key, const std::string& profile, std::string& file) {
  if (file.empty()) return;
  std::error_code gone;  // the working folder: then the profile was not found either
  file = (std::filesystem::absolute(profile, gone).parent_path() / file).lexically_normal().string();
  if (domain::isUtf8(file)) return;
  in.reject(key, "must name a file by a path in UTF-8");
  file.clear();
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
  if (!out.password.empty() && !out.passwordFile.empty())
    in.reject("passwordFile", "must not be given beside redis.password");
  if (!out.embedded && isRedisUrl(out.endpoint)) takeRedisUrl(in, out);
  if (!out.password.empty() && !out.passwordFile.empty())
    in.reject("passwordFile", "must not be given beside the password of redis.endpoint");
  for (const auto& [key, isGiven] : {std::pair{"endpoint", !out.endpoint.empty()}, std::pair{"user", !out.user.empty()},
                                     std::pair{"database", out.database != 0}}) {
    if (out.embedded && isGiven) in.reject(key, "is of an external server, and redis.embedded is true");
  }
  checkRedisPassword(in, out);
  for (const auto& [key, text] : {std::pair{"user", &out.user}, std::pair{"password", &out.password}}) {
    if (text->find('\0') != std::string::npos) in.reject(key, "must not hold NUL");
  }
}

void applyKafkaRules(YamlMapping& in, const KafkaSettings& out) {
  if (!out.embedded && out.bootstrap.empty())
    in.reject("bootstrap", "must name the brokers (host:port,...), since kafka.embedded is false");
  if (out.embedded && !out.bootstrap.empty())
    in.reject("bootstrap", "is of external brokers, and kafka.embedded is true");
}

/// Whether it would be a strange name for a file, and is a connection string of PostgreSQL.
bool isPostgres(const std::string& dsn) {
  const auto parameters = ports::parsePostgresDsn(dsn);
  if (dsn.starts_with("postgres://") || dsn.starts_with("postgresql://")) return true;
  return parameters && std::ranges::any_of(*parameters, [](const auto& parameter) {
           constexpr std::array kNames = {"host", "hostaddr", "dbname", "user", "password"};
           return std::ranges::find(kNames, parameter.first) != kNames.end();
         });
}

void applyLedgerRules(YamlMapping& in, const LedgerSettings& out) {
  if (out.driver == "sqlite") {
    if (isPostgres(out.dsn))
      in.reject("dsn", "is a connection string of PostgreSQL, and ledger.driver is sqlite: set it to postgresql");
    if (!api::isPath(out.dsn)) in.reject("dsn", fmt::format("must be {}", api::kPathForm));
    if (!out.passwordFile.empty()) in.reject("passwordFile", "is of PostgreSQL, and ledger.driver is sqlite");
    return;
  }
  if (out.dsn.empty()) in.reject("dsn", "must say where the PostgreSQL database is");
  const auto parameters = ports::parsePostgresDsn(out.dsn);
  if (!parameters) return in.reject("dsn", parameters.error().what);
  if (parameters->contains("password") && !out.passwordFile.empty())
    in.reject("passwordFile", "must not be given beside a password in ledger.dsn");
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

void applyMailRules(YamlMapping& in, MailSettings& out) {
  if (std::ranges::any_of(out.user, [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    in.reject("user", "must not hold control characters");
  if (out.user.empty() != out.passwordFile.empty())
    in.reject(out.user.empty() ? "passwordFile" : "user", "must stand together: mail.user and mail.passwordFile");
  for (const auto& [key, text] : {std::pair{"user", &out.user}, std::pair{"caFile", &out.caFile}}) {
    if (!text->empty() && out.smtp.empty()) in.reject(key, "is of a mail server, and mail.smtp names none");
  }
  if (const auto server = ports::parseMailServer(out.smtp)) applyLogInRules(in, out, *server);
}

/// The second to ask for a port would not get it.
void applyPortRules(YamlMapping& in, const Profile& profile) {
  if (profile.apiPort != 0 && profile.apiPort == profile.gateway.port && profile.apiHost == profile.gateway.host)
    in.reject("port", "must be another than gateway.port, on the same host");
}

}  // namespace

core::Result<std::vector<core::HostPort>> bootstrapOf(std::string_view text) {
  std::vector<core::HostPort> brokers;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    auto broker = core::parseHostPort(text.substr(at, end - at));
    if (!broker) return std::unexpected(broker.error());
    brokers.push_back(*std::move(broker));
    at = end + 1;
    if (end + 1 == text.size())
      return core::fail(core::ErrorCode::InvalidArgument, "a comma must stand between two brokers");
  }
  return brokers;
}

void checkRedisPassword(YamlMapping& in, const RedisSettings& redis) {
  if (redis.embedded && redis.password.size() > kLongestRedisPassword)
    in.reject("password", fmt::format("must be {} bytes at most", kLongestRedisPassword));
}

void resolvePaths(const ReaderOf& readerOf, Profile& profile, const std::string& source) {
  const auto resolve = [&](const char* section, const char* key, std::string& file) {
    resolvePath(readerOf(section), key, source, file);
  };
  resolve("", "dataDir", profile.dataDir);
  resolve("", "catalogue", profile.catalogueFile);
  resolve("redis", "passwordFile", profile.redis.passwordFile);
  resolve("ledger", "passwordFile", profile.ledger.passwordFile);
  resolve("mail", "maildir", profile.mail.maildir);
  resolve("mail", "passwordFile", profile.mail.passwordFile);
  resolve("mail", "caFile", profile.mail.caFile);
  if (profile.ledger.driver == "sqlite" && api::isPath(profile.ledger.dsn) && !isPostgres(profile.ledger.dsn))
    resolve("ledger", "dsn", profile.ledger.dsn);
}

void applyRules(const ReaderOf& readerOf, Profile& profile) {
  for (std::string* const host : {&profile.apiHost, &profile.gateway.host}) *host = withoutBrackets(*host);
  applyPortRules(readerOf("api"), profile);
  applyRedisRules(readerOf("redis"), profile.redis);
  applyKafkaRules(readerOf("kafka"), profile.kafka);
  applyLedgerRules(readerOf("ledger"), profile.ledger);
  applyMailRules(readerOf("mail"), profile.mail);
  for (const auto& [service, count] : profile.instances) {
    if (count > profile.kafka.partitions) {
      readerOf("instances")
          .reject(service, fmt::format("must be {} at most (kafka.partitions)", profile.kafka.partitions));
    }
  }
}

}  // namespace orderdeck::runtime
