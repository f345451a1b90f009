// A profile: everything about how one system is put together. Read from YAML; unknown keys and bad values are errors
// with file and line. embedded.yaml in resources/profiles shows every key with its default.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "domain/order/risk_rules.h"
#include "domain/services.h"

namespace orderdeck::runtime {

struct GatewaySettings {
  std::string host = "127.0.0.1";
  int port = 8480;                     // taken when free; else any, and the port file says which. 0: any
  std::set<std::string> allowedHosts;  // that requests may name besides loopback and `host`: name or name:port; *: any
  std::size_t queue = 10'000;          // admission queue
  std::size_t batch = 256;             // orders a round trip
  core::Millis pace{6};                // from one round trip to the next; after a full one see services::restAfterFull
  core::Millis requestTimeout{5'000};
  std::size_t connections = 10'000;
  core::Millis orderDeadline{600'000};
  std::int64_t outboxHighWater = 2'000'000;  // entries; above it intake answers 503
  bool operator==(const GatewaySettings&) const = default;
};

struct RedisSettings {
  bool embedded = true;  // start an own redis-server
  std::string endpoint;  // unix:/path or host:port (of a URL: without its secrets); set by the supervisor when embedded
  std::string user;      // of an ACL; empty: the default one
  std::string password;
  std::string passwordFile;            // absolute; in its place
  int database = 0;                    // of an external server
  std::string appendfsync = "always";  // always, everysec, no
  int port = 0;                        // an open TCP port on loopback; 0: none
  core::Millis timeout{2'000};
  bool operator==(const RedisSettings&) const = default;
};

struct KafkaSettings {
  bool embedded = true;
  std::string bootstrap;
  int brokers = 3;
  int partitions = 12;
  core::Millis linger{5};
  core::Millis fetchWait{20};
  core::Millis sessionTimeout{6'000};
  std::int64_t backpressureBytes = 3 * 1024 * 1024;  // unconsumed bytes a partition; 0: no guard (an external broker)
  bool operator==(const KafkaSettings&) const = default;
};

struct LedgerSettings {
  std::string driver = "sqlite";  // sqlite, postgresql
  std::string dsn;                // sqlite: a file; postgresql: "host=... port=... dbname=... user=... password=..."
  std::string passwordFile;       // absolute; of the dsn's user
  bool operator==(const LedgerSettings&) const = default;
};

struct PaymentSettings {
  double declineShare = 0.0;  // 0..1
  core::Millis latency{2};
  core::Millis jitter{2};
  bool operator==(const PaymentSettings&) const = default;
};

struct MailSettings {
  std::string maildir;           // default: DATA/mail
  std::int64_t keep = 100'000;   // newest mails kept in the Maildir
  std::string smtp;              // as ports::parseMailServer reads it; when set, mail goes there instead
  std::string user;              // that logs in there; empty: nobody
  std::string passwordFile;      // absolute; the password itself is in no profile
  std::string tls = "optional";  // a name of ports::MailTls; required with smtps://
  std::string caFile;            // absolute; empty: whom the system trusts
  std::string from = "orders@orderdeck.local";
  bool operator==(const MailSettings&) const = default;
};

/// What the audit calls bounded, moving and recovered; the outbox and the admission queue have their limits in
/// GatewaySettings.
struct AuditSettings {
  std::int64_t lag = 1'000'000;  // messages a consumer group may be behind
  core::Millis age{900'000};     // of the oldest message that a group has not consumed
  core::Millis stand{30'000};    // without a move, while something waits for it
  core::Millis recovery{
      60'000};  // from the end of the last disturbance until everything holds; and as long may a process be away
  bool operator==(const AuditSettings&) const = default;
};

/// One process of each required service. An optional one runs when the profile asks for it.
std::map<std::string, int> defaultInstances(domain::ServiceTable services);

struct Profile {
  std::string name = "embedded";
  std::string kind = "embedded";  // embedded, kafka, production: the badge
  std::string dataDir;            // absolute
  std::string apiHost = "127.0.0.1";
  int apiPort = 0;                        // 0: any
  std::set<std::string> apiAllowedHosts;  // as GatewaySettings'
  std::map<std::string, int> instances = defaultInstances(domain::kServices);
  GatewaySettings gateway;
  RedisSettings redis;
  KafkaSettings kafka;
  LedgerSettings ledger;
  PaymentSettings payment;
  domain::RiskLimits risk;
  MailSettings mail;
  AuditSettings audit;
  core::Millis orderCache{20'000};  // how long a retired order's hash stays in Redis
  std::size_t batch = 1'000;        // messages a service takes at once
  core::Millis pace{50};            // from one batch to the next, unless it was full
  std::string catalogueFile;        // empty: the one that ships
  bool operator==(const Profile&) const = default;
};

/// A process that the profile asks for.
struct Instance {
  std::string service;
  std::string name;  // payment-1
};

/// In the order in which they are to be stopped.
std::vector<Instance> instancesOf(const Profile& profile, domain::ServiceTable services = domain::kServices);

/// Whether what a profile names on this machine (files, hosts, passwords that stand elsewhere) must be right already
/// when it is read. A node takes it as it is: what is none of its own must not keep it from starting.
enum class Named { Check, Trust };

/// `nameOrFile`: a shipped profile's name ("embedded") or a path that ends in .yaml.
core::Result<Profile> loadProfile(const std::string& nameOrFile, const std::string& dataDir,
                                  Named named = Named::Trust);
/// `sourceName` is the file's path: a relative path in it means a file beside.
core::Result<Profile> parseProfile(const std::string& yaml, const std::string& sourceName, Named named = Named::Trust);

}  // namespace orderdeck::runtime
