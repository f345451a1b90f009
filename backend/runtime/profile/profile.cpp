#include "runtime/profile/profile.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "core/address.h"
#include "core/ids.h"
#include "domain/events/json_text.h"
#include "ports/http_authority.h"
#include "ports/mailer.h"
#include "runtime/profile/profile_reader.h"
#include "runtime/profile/redis_url.h"
#include "runtime_embedded.h"

namespace orderdeck::runtime {

namespace {

using core::ErrorCode;

constexpr std::int64_t kHourMillis = 3'600'000;

void readAllowedHosts(ProfileReader& in, std::set<std::string>& out) {
  in.read("allowedHosts", out, ports::isAllowedHost,
          "must be host or host:port, where host is a name, an IPv4 address or an IPv6 address in brackets; or *");
}

void readGateway(ProfileReader in, GatewaySettings& out) {
  in.read("host", out.host);
  in.read("port", out.port, 0, 65'535);
  readAllowedHosts(in, out.allowedHosts);
  in.read("queue", out.queue, 1, 1'000'000);
  in.read("batch", out.batch, 1, 10'000);
  in.read("paceMs", out.pace, 0, 1'000);
  in.read("requestTimeoutMs", out.requestTimeout, 100, 60'000);
  in.read("connections", out.connections, 1, 100'000);
  in.read("orderDeadlineMs", out.orderDeadline, 1'000, 24 * kHourMillis);
  in.read("outboxHighWater", out.outboxHighWater, 1, 1'000'000'000);
  in.finish();
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

void readRedis(ProfileReader in, RedisSettings& out) {
  in.hide("endpoint");  // a URL may hold a password
  in.hide("password");
  in.read("embedded", out.embedded);
  in.read("endpoint", out.endpoint);
  in.read("user", out.user);
  in.read("password", out.password);
  in.read("database", out.database, 0, 1'000'000);
  in.readOneOf("appendfsync", out.appendfsync, {"always", "everysec", "no"});
  in.read("port", out.port, 0, 65'535);
  in.read("timeoutMs", out.timeout, 50, 60'000);
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
  in.finish();
}

void readKafka(ProfileReader in, KafkaSettings& out) {
  in.read("embedded", out.embedded);
  in.read("bootstrap", out.bootstrap);
  in.read("brokers", out.brokers, 1, 9);
  in.read("partitions", out.partitions, 1, 64);
  in.read("lingerMs", out.linger, 0, 1'000);
  in.read("fetchWaitMs", out.fetchWait, 1, 5'000);
  // At 2,000 ms and below the in-process cluster never forms a group: its first join waits 3 s.
  in.read("sessionTimeoutMs", out.sessionTimeout, 2'500, 300'000);
  in.read("holdBackBytes", out.holdBackBytes, 0, 4 * 1024 * 1024);
  if (!out.embedded && out.bootstrap.empty())
    in.reject("bootstrap", "must name the brokers (host:port,...), since kafka.embedded is false");
  in.finish();
}

void readLedger(ProfileReader in, LedgerSettings& out) {
  in.hide("dsn");  // it may hold a password
  in.readOneOf("driver", out.driver, {"sqlite", "postgresql"});
  in.read("dsn", out.dsn);
  if (out.driver == "postgresql" && out.dsn.empty()) in.reject("dsn", "must say where the PostgreSQL database is");
  in.finish();
}

void readPayment(ProfileReader in, PaymentSettings& out) {
  in.read("declineShare", out.declineShare, 0.0, 1.0);
  in.read("latencyMs", out.latency, 0, 60'000);
  in.read("jitterMs", out.jitter, 0, 60'000);
  in.finish();
}

void readRisk(ProfileReader in, domain::RiskLimits& out) {
  in.read("velocityOrders", out.velocityOrders, 0, 1'000'000'000);
  in.read("velocityWindowMs", out.velocityWindow, 1'000, kHourMillis);
  in.read("maxAmountMinor", out.maxAmountMinor, 0, 1'000'000'000'000'000);
  in.read("deny", out.deny);
  in.finish();
}

void readMail(ProfileReader in, MailSettings& out) {
  in.read("maildir", out.maildir);
  in.read("keep", out.keep, 1, 10'000'000);
  in.read("smtp", out.smtp);
  in.read("from", out.from);
  if (!out.smtp.empty() && !core::parseHostPort(out.smtp, ports::kSmtpPort))
    in.reject("smtp", "must be host, host:port or [IPv6]:port");
  if (!ports::isMailAddress(out.from)) in.reject("from", "must be a mail address");
  in.finish();
}

void readAudit(ProfileReader in, AuditSettings& out) {
  in.read("lag", out.lag, 1, 1'000'000'000);
  in.read("ageMs", out.age, 1'000, 24 * kHourMillis);
  in.read("standMs", out.stand, 1'000, kHourMillis);
  in.read("recoveryMs", out.recovery, 100, kHourMillis);
  in.finish();
}

void readInstances(ProfileReader in, std::map<std::string, int>& out, int partitions) {
  for (auto& [service, count] : out) {
    // Clients are told one gateway; more members of a group than partitions would stand idle.
    const bool isGateway = service == domain::kGateway;
    in.read(service, count, isGateway ? 1 : 0, isGateway ? 1 : partitions);
  }
  in.finish();
}

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

core::Result<Profile> parseProfile(const std::string& yaml, const std::string& sourceName) {
  const auto root = parseYaml(yaml, sourceName);
  if (!root) return std::unexpected(root.error());
  Profile p;
  ProfileReader in(*root, sourceName);
  in.read("name", p.name);
  if (!core::isLegalId(p.name)) in.reject("name", "must be 1 to 64 of letters, digits, '_', '.', '-'");
  in.readOneOf("kind", p.kind, {"embedded", "kafka", "production"});
  in.read("dataDir", p.dataDir);
  in.read("catalogue", p.catalogueFile);
  in.read("orderCacheMs", p.orderCache, 0, 24 * kHourMillis);
  in.read("batch", p.batch, 1, 10'000);
  in.read("paceMs", p.pace, 0, 1'000);
  ProfileReader api = in.section("api");
  api.read("host", p.apiHost);
  api.read("port", p.apiPort, 0, 65'535);
  readAllowedHosts(api, p.apiAllowedHosts);
  api.finish();
  readGateway(in.section("gateway"), p.gateway);
  readRedis(in.section("redis"), p.redis);
  readKafka(in.section("kafka"), p.kafka);
  readLedger(in.section("ledger"), p.ledger);
  readPayment(in.section("payment"), p.payment);
  readRisk(in.section("risk"), p.risk);
  readMail(in.section("mail"), p.mail);
  readAudit(in.section("audit"), p.audit);
  readInstances(in.section("instances"), p.instances, p.kafka.partitions);
  in.finish();
  if (in.error()) return std::unexpected(*in.error());
  return p;
}

core::Result<Profile> loadProfile(const std::string& nameOrFile, const std::string& dataDir) {
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
  auto profile = parseProfile(text, isYamlFile(wanted) ? wanted : wanted + ".yaml");
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
