#include "runtime/profile/machine_rules.h"

#include <sys/stat.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "core/address.h"
#include "ports/ledger/postgres_dsn.h"
#include "ports/mailer.h"
#include "runtime/profile/hosts.h"
#include "runtime/profile/named_file.h"

namespace orderdeck::runtime {

using api::YamlMapping;
using core::ErrorCode;

namespace {

/// The variable's text, which no process that is started later gets and `ps` shows no more; nothing where it is absent
/// or empty.
std::optional<std::string> takeVariable(const char* name) {
  char* const value = std::getenv(name);
  if (!value || !*value) return std::nullopt;
  std::string text = value;
  ::explicit_bzero(value, text.size());  // /proc/PID/environ is where the process got it, whatever is unset
  ::unsetenv(name);
  return text;
}

/// Out of the environment or of the file; nothing where neither is named.
std::optional<std::string> passwordElsewhere(YamlMapping& in, const char* variable, std::string& file) {
  const std::string named = std::exchange(file, {});
  if (auto text = takeVariable(variable)) return text;
  if (named.empty()) return std::nullopt;
  auto secret = readSecretFile(named);
  if (secret) return *std::move(secret);
  in.reject("passwordFile", "must name a file with the password, for its owner alone: " + secret.error().what,
            ErrorCode::Unavailable);
  return std::nullopt;
}

void takePasswords(YamlMapping& redis, YamlMapping& ledger, Profile& profile) {
  if (auto password = passwordElsewhere(redis, kRedisPasswordVariable, profile.redis.passwordFile))
    profile.redis.password = *std::move(password);
  if (profile.ledger.driver != "postgresql") return;
  const auto password = passwordElsewhere(ledger, kLedgerPasswordVariable, profile.ledger.passwordFile);
  auto parameters = ports::parsePostgresDsn(profile.ledger.dsn);
  if (!password || !parameters) return;
  parameters->insert_or_assign("password", *password);
  profile.ledger.dsn = ports::encodePostgresDsn(*parameters);
}

void mustResolve(YamlMapping& in, const char* key, const std::string& host) {
  if (const auto found = checkResolves(host); !found)
    in.reject(key, "must name a host that can be found: " + found.error().what, ErrorCode::Unavailable);
}

void mustListen(YamlMapping& in, const std::string& host) {
  if (const auto address = listenAddress(host); !address)
    in.reject("host", fmt::format("must be {}: {}", kListenForm, address.error().what), ErrorCode::Unavailable);
}

void checkLedger(YamlMapping& in, const LedgerSettings& ledger) {
  if (ledger.dsn.empty()) return;
  if (ledger.driver == "sqlite") {
    const std::filesystem::path file(ledger.dsn);
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored))
      in.reject("dsn", fmt::format("must be a file: {} is a folder", ledger.dsn), ErrorCode::Unavailable);
    else if (!std::filesystem::is_directory(file.parent_path(), ignored))
      in.reject("dsn", fmt::format("must be a file in a folder that is there: {} is none", file.parent_path().string()),
                ErrorCode::Unavailable);
    return;
  }
  const auto parameters = ports::parsePostgresDsn(ledger.dsn);
  if (!parameters) return;  // said already
  for (const std::string& host : ports::hostsOf(*parameters)) mustResolve(in, "dsn", host);
}

void checkMail(YamlMapping& in, const MailSettings& mail) {
  if (const auto server = ports::parseMailServer(mail.smtp)) mustResolve(in, "smtp", server->address.host);
  std::error_code ignored;
  if (std::filesystem::exists(mail.maildir, ignored) && !std::filesystem::is_directory(mail.maildir, ignored))
    in.reject("maildir", fmt::format("must be a folder, or nothing yet: {} is a file", mail.maildir),
              ErrorCode::Unavailable);
  if (const auto secret = mail.passwordFile.empty() ? "" : readSecretFile(mail.passwordFile); !secret)
    in.reject("passwordFile", "must name a file with the password, for its owner alone: " + secret.error().what,
              ErrorCode::Unavailable);
  if (const auto fine = mail.caFile.empty() ? core::Result<void>() : checkReadable(mail.caFile); !fine)
    in.reject("caFile", "must name a file with certificates in PEM: " + fine.error().what, ErrorCode::Unavailable);
}

}  // namespace

void applyMachineRules(const ReaderOf& readerOf, Profile& profile) {
  takePasswords(readerOf("redis"), readerOf("ledger"), profile);
  checkRedisPassword(readerOf("redis"), profile.redis);
  mustListen(readerOf("api"), profile.apiHost);
  mustListen(readerOf("gateway"), profile.gateway.host);
  if (const auto place = core::parseHostPort(profile.redis.endpoint); place && !profile.redis.embedded)
    mustResolve(readerOf("redis"), "endpoint", place->host);
  if (!profile.kafka.embedded) {
    for (const core::HostPort& broker : bootstrapOf(profile.kafka.bootstrap).value_or(std::vector<core::HostPort>{}))
      mustResolve(readerOf("kafka"), "bootstrap", broker.host);
  }
  checkLedger(readerOf("ledger"), profile.ledger);
  checkMail(readerOf("mail"), profile.mail);
  if (const auto fine = profile.catalogueFile.empty() ? core::Result<void>() : checkReadable(profile.catalogueFile);
      !fine)
    readerOf("").reject("catalogue", "must name a file that can be read: " + fine.error().what, ErrorCode::Unavailable);
}

}  // namespace orderdeck::runtime
