#include "runtime/profile/settings.h"

#include <fmt/format.h>

#include "api/profile/data_dir.h"
#include "api/states.h"
#include "ports/http_authority.h"
#include "ports/mailer.h"
#include "runtime/profile/hosts.h"
#include "runtime/profile/profile_rules.h"
#include "runtime/profile/redis_url.h"

namespace orderdeck::runtime {

namespace {

constexpr std::int64_t kHourMillis = 3'600'000;
constexpr int kMostPartitions = 64;
constexpr Range kPort = {0, 65'535};

bool isSmtpServer(const std::string& text) { return text.empty() || ports::parseMailServer(text).has_value(); }

bool isSender(const std::string& text) { return ports::parseMailbox(text).has_value(); }

bool isBootstrap(const std::string& text) { return bootstrapOf(text).has_value(); }

constexpr Form kAllowedHosts = {
    "host or host:port, where host is a name, an IPv4 address or an IPv6 address in brackets; or *",
    ports::isAllowedHost, "shop.example:8443", "http://shop.example"};
constexpr Form kListenHost = {kListenForm, isHost, "localhost", "http://localhost"};
constexpr Form kPath = {api::kPathForm, api::isPath, "another", "~/another"};

template <typename Value>
std::function<SettingValue(Profile&)> at(Value Profile::* member) {
  return [member](Profile& profile) -> SettingValue { return &(profile.*member); };
}

template <typename Section, typename Value>
std::function<SettingValue(Profile&)> at(Section Profile::* section, Value Section::* member) {
  return [section, member](Profile& profile) -> SettingValue { return &(profile.*section.*member); };
}

Setting processesOf(const std::string& service) {
  // Clients are told one gateway; more members of a group than partitions would stand idle.
  const bool isGateway = service == domain::kGateway;
  return {"instances." + service, [service](Profile& profile) -> SettingValue { return &profile.instances[service]; },
          isGateway ? Range{1, 1} : Range{0, kMostPartitions},
          isGateway ? "clients are told one" : "processes; `kafka.partitions` at most"};
}

}  // namespace

std::string_view Setting::section() const {
  const std::size_t dot = path.find('.');
  return dot == std::string::npos ? std::string_view() : std::string_view(path).substr(0, dot);
}

std::string_view Setting::key() const { return std::string_view(path).substr(path.find('.') + 1); }

std::vector<Setting> makeSettings(domain::ServiceTable services) {
  using P = Profile;
  using G = GatewaySettings;
  using R = RedisSettings;
  using K = KafkaSettings;
  std::vector<Setting> all = {
      {"name", at(&P::name), Form{api::kProfileNameForm, api::isProfileName, "mine", "../mine"},
       "the data folder's name, and the badge's text in the console"},
      {"kind", at(&P::kind), Words{core::wordsIn<api::ProfileKind>()},
       "the badge's colour, and how much a destructive action asks"},
      {"dataDir", at(&P::dataDir), kPath, "empty: `$XDG_DATA_HOME/orderdeck/NAME`"},
      {"catalogue", at(&P::catalogueFile), kPath,
       "a YAML file with your products, like `resources/catalogues/default.yaml`; empty: the 48 that ship"},
      {"orderCacheMs", at(&P::orderCache), Range{0, 24 * kHourMillis},
       "how long a finished order stays in Redis; after that it is read from the ledger"},
      {"batch", at(&P::batch), Range{1, 10'000}, "messages that a service takes at once"},
      {"paceMs", at(&P::pace), Range{0, 1'000},
       "from one batch to the next, unless it was full: larger batches cost less, smaller ones are sooner"},

      {"api.host", at(&P::apiHost), kListenHost, "where the control API of `orderdeckd serve` listens"},
      {"api.port", at(&P::apiPort), kPort, "0: any; `run.json` says which"},
      {"api.allowedHosts", at(&P::apiAllowedHosts), kAllowedHosts, "as `gateway.allowedHosts`"},
  };
  for (const std::string& service : domain::serviceNames(services)) all.push_back(processesOf(service));
  const std::initializer_list<Setting> sections = {
      {"gateway.host", at(&P::gateway, &G::host), kListenHost, "where it listens"},
      {"gateway.port", at(&P::gateway, &G::port), kPort, "taken when free, else any; 0: any"},
      {"gateway.allowedHosts", at(&P::gateway, &G::allowedHosts), kAllowedHosts,
       "names that requests may be sent to besides localhost, 127.0.0.1, [::1] and `host`; with a port when clients "
       "see another one. A request to any other name is refused (421), for it may come from a web page. `*`: any name; "
       "then pages can read what is here"},
      {"gateway.queue", at(&P::gateway, &G::queue), Range{1, 1'000'000},
       "orders that may wait for admission; above that: 503"},
      {"gateway.batch", at(&P::gateway, &G::batch), Range{1, 10'000}, "orders in one Redis round trip"},
      {"gateway.paceMs", at(&P::gateway, &G::pace), Range{0, 1'000},
       "from one round trip to the next; after a full one a rest of half its length (50 ms at most) instead"},
      {"gateway.requestTimeoutMs", at(&P::gateway, &G::requestTimeout), Range{100, 60'000},
       "how long a request may take"},
      {"gateway.connections", at(&P::gateway, &G::connections), Range{1, 100'000}, "that are served at once"},
      {"gateway.orderDeadlineMs", at(&P::gateway, &G::orderDeadline), Range{1'000, 24 * kHourMillis},
       "for orders that name none"},
      {"gateway.outboxHighWater", at(&P::gateway, &G::outboxHighWater), Range{1, 1'000'000'000},
       "outbox entries; above that: 503"},

      {"redis.embedded", at(&P::redis, &R::embedded), {}, "start a redis-server of our own"},
      {"redis.endpoint", at(&P::redis, &R::endpoint),
       Form{"unix:/path, host:port or redis://user:password@host:port/database", isRedisEndpoint, "redis.example:6379",
            "redis.example"},
       "of the server, when not embedded", true},
      {"redis.user", at(&P::redis, &R::user), {}, "of its access control list; empty: the default user"},
      {"redis.password",
       at(&P::redis, &R::password),
       {},
       "any text; it appears in no message, log or list of processes. The environment variable "
       "`ORDERDECK_REDIS_PASSWORD` takes its place",
       true},
      {"redis.passwordFile", at(&P::redis, &R::passwordFile), kPath,
       "instead of `redis.password`: a file with it in one line, which nobody but its owner may read"},
      {"redis.database", at(&P::redis, &R::database), Range{0, 1'000'000}, "of an external server"},
      {"redis.appendfsync", at(&P::redis, &R::appendfsync), Words{{"always", "everysec", "no"}},
       "`always`: accepted means durable; `everysec` may lose up to 2 s of accepted orders; `no`: up to 30 s"},
      {"redis.port", at(&P::redis, &R::port), kPort, "a TCP port on loopback beside the unix socket; 0: none"},
      {"redis.timeoutMs", at(&P::redis, &R::timeout), Range{50, 60'000}, "of a call"},

      {"kafka.embedded", at(&P::kafka, &K::embedded), {}, "run the embedded broker; any local user can talk to it"},
      {"kafka.bootstrap", at(&P::kafka, &K::bootstrap),
       Form{"host:port, or several after commas", isBootstrap, "a.example:9092,[::1]:9092", "a.example"},
       "of the brokers, when not embedded"},
      {"kafka.brokers", at(&P::kafka, &K::brokers), Range{1, 9}, "of the embedded cluster"},
      {"kafka.partitions", at(&P::kafka, &K::partitions), Range{1, kMostPartitions}, "of each topic"},
      {"kafka.lingerMs", at(&P::kafka, &K::linger), Range{0, 1'000}, "how long a message waits for others to go with"},
      {"kafka.fetchWaitMs", at(&P::kafka, &K::fetchWait), Range{1, 5'000},
       "wait of an empty fetch; at least 100 for services that no order waits for (points, notification, ledger)"},
      // At 2,000 ms and below the in-process cluster never forms a group: its first join waits 3 s.
      {"kafka.sessionTimeoutMs", at(&P::kafka, &K::sessionTimeout), Range{2'500, 300'000},
       "a consumer that was not heard of for so long loses its partitions"},
      {"kafka.backpressureBytes", at(&P::kafka, &K::backpressureBytes), Range{0, 4 * 1024 * 1024},
       "unconsumed bytes in a partition above which publishers wait; 0 for an external broker"},

      {"ledger.driver", at(&P::ledger, &LedgerSettings::driver), Words{{"sqlite", "postgresql"}}, "the database"},
      {"ledger.dsn",
       at(&P::ledger, &LedgerSettings::dsn),
       {},
       "sqlite: a file, empty: `DATA/ledger.sqlite`; postgresql: `host=... dbname=... user=...` or "
       "`postgresql://user@host:port/database`. The environment variable `ORDERDECK_LEDGER_PASSWORD` takes the place "
       "of "
       "a password in it",
       true},
      {"ledger.passwordFile", at(&P::ledger, &LedgerSettings::passwordFile), kPath,
       "of PostgreSQL, instead of a password in `ledger.dsn`: a file with it in one line, which nobody but its owner "
       "may "
       "read"},

      {"payment.declineShare", at(&P::payment, &PaymentSettings::declineShare), Range{0, 1},
       "of the charges, by the simulated provider"},
      {"payment.latencyMs", at(&P::payment, &PaymentSettings::latency), Range{0, 60'000}, "of a call"},
      {"payment.jitterMs", at(&P::payment, &PaymentSettings::jitter), Range{0, 60'000}, "more, at most"},

      {"risk.velocityOrders", at(&P::risk, &domain::RiskLimits::velocityOrders), Range{0, 1'000'000'000},
       "more orders of one user within the window are rejected; 0: any number"},
      {"risk.velocityWindowMs", at(&P::risk, &domain::RiskLimits::velocityWindow), Range{1'000, kHourMillis},
       "the window"},
      {"risk.maxAmountMinor", at(&P::risk, &domain::RiskLimits::maxAmountMinor), Range{0, 1'000'000'000'000'000},
       "cents of one order; 0: any amount"},
      {"risk.deny", at(&P::risk, &domain::RiskLimits::deny), {}, "users whose orders are rejected"},

      {"mail.maildir", at(&P::mail, &MailSettings::maildir), kPath, "empty: `DATA/mail`"},
      {"mail.keep", at(&P::mail, &MailSettings::keep), Range{1, 10'000'000},
       "the newest mails that stay in the Maildir"},
      {"mail.smtp", at(&P::mail, &MailSettings::smtp),
       Form{"host, host:port or [IPv6]:port, also after smtp:// or smtps://", isSmtpServer, "mail.example:2525",
            "mail.example:mail"},
       "mail goes there instead; `smtps://`: TLS from the first byte, port 465 if none is named"},
      {"mail.user", at(&P::mail, &MailSettings::user), {}, "logs in at the mail server; needs `mail.passwordFile`"},
      {"mail.passwordFile", at(&P::mail, &MailSettings::passwordFile), kPath,
       "a file with the password in one line, which nobody but its owner may read; read again for each mail, so that "
       "the password can be changed while the system runs"},
      {"mail.tls", at(&P::mail, &MailSettings::tls),
       Words{std::vector(ports::kMailTlsNames.begin(), ports::kMailTlsNames.end())},
       "`required`: TLS or no mail, and the server's certificate must be valid for its name; `optional`: TLS if the "
       "server offers STARTTLS, whatever its certificate; `off`: never"},
      {"mail.caFile", at(&P::mail, &MailSettings::caFile), kPath,
       "with `tls: required`, a file of the authorities that are trusted (PEM); empty: those of the system"},
      {"mail.from", at(&P::mail, &MailSettings::from),
       Form{"a mail address, alone or as Name <address>", isSender, "Order desk <orders@shop.example>", "Order desk"},
       "the sender; the mail server is told the address alone"},

      {"audit.lag", at(&P::audit, &AuditSettings::lag), Range{1, 1'000'000'000},
       "messages that a consumer group may be behind"},
      {"audit.ageMs", at(&P::audit, &AuditSettings::age), Range{1'000, 24 * kHourMillis},
       "of the oldest message that a group has not consumed"},
      {"audit.standMs", at(&P::audit, &AuditSettings::stand), Range{1'000, kHourMillis},
       "how long something that waits may not move"},
      {"audit.recoveryMs", at(&P::audit, &AuditSettings::recovery), Range{100, kHourMillis},
       "from the end of the last fault until everything holds again; a process may be away as long"},
  };
  all.insert(all.end(), sections);
  return all;
}

std::span<const Setting> settings() {
  static const std::vector<Setting> all = makeSettings(domain::kServices);
  return all;
}

}  // namespace orderdeck::runtime
