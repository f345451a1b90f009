// Profiles: errors name file, line and key, and what the nodes get is what was read. Setting by setting:
// settings_test.
#include <QtTest>

#include <filesystem>
#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

#include <QTemporaryDir>

#include "ports/ledger/postgres_dsn.h"
#include "runtime/folder/kept_files.h"
#include "runtime/profile/endpoints.h"
#include "runtime/profile/hosts.h"
#include "runtime/profile/named_file.h"
#include "runtime/profile/profile.h"
#include "runtime/profile/profile_writer.h"
#include "runtime/profile/redis_url.h"
#include "runtime/servers/redis_process.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck::runtime;
using orderdeck::core::ErrorCode;

namespace {

std::string errorOf(const std::string& yaml) {
  const auto profile = parseProfile(yaml, "p.yaml");
  return profile ? "" : profile.error().what;
}

}  // namespace

#define CONTAINS(text, part) QVERIFY2(std::string(text).contains(part), std::string(text).c_str())

class ProfileTest : public QObject {
  Q_OBJECT

 private slots:
  void anEmptyProfileHasEveryDefault() {
    const auto profile = parseProfile("", "p.yaml");
    QVERIFY(profile.has_value());
    QVERIFY(*profile == Profile{});
  }

  void valuesSurviveTheWayToTheNodes() {
    const auto profile = parseProfile(
        "name: mine\nkind: kafka\ndataDir: /tmp/a b\nbatch: 7\norderCacheMs: 1\napi: {port: 99, allowedHosts: "
        "[ops.example]}\ninstances: {payment: 3, logistics: 0}\n"
        "gateway: {port: 0, allowedHosts: ['shop.example:8443', '[2001:db8::1]', '*'], queue: 5, requestTimeoutMs: "
        "250}\nredis: {password: s3cret, appendfsync: everysec}\n"
        "kafka: {embedded: false, bootstrap: 'h:1,h:2', partitions: 4}\nledger: {driver: postgresql, dsn: 'host=x "
        "dbname=\"y\"'}\n"
        "payment: {declineShare: 0.25}\nmail: {smtp: 'smtps://m:25', keep: 9, caFile: /ca}\nrisk: {velocityOrders: 3, "
        "velocityWindowMs: "
        "5000, maxAmountMinor: 0, deny: [eve, 'mallory']}\n",
        "p.yaml");
    QVERIFY2(profile.has_value(), profile ? "" : profile.error().what.c_str());
    const auto again = parseProfile(encodeProfile(*profile), "nodes.yaml");
    QVERIFY2(again.has_value(), again ? "" : again.error().what.c_str());
    QVERIFY(*again == *profile);
    QCOMPARE(again->instances.at("payment"), 3);
    QCOMPARE(again->instances.at("logistics"), 0);
    QCOMPARE(again->gateway.requestTimeout.count(), 250);
    QVERIFY(again->gateway.allowedHosts == (std::set<std::string>{"shop.example:8443", "[2001:db8::1]", "*"}));
    QVERIFY(again->apiAllowedHosts == std::set<std::string>{"ops.example"});
    QCOMPARE(again->redis.appendfsync, std::string("everysec"));
    QCOMPARE(again->ledger.dsn, std::string("host=x dbname=\"y\""));
    QCOMPARE(again->payment.declineShare, 0.25);
    QCOMPARE(again->risk.velocityOrders, 3);
    QCOMPARE(again->risk.velocityWindow.count(), 5'000);
    QCOMPARE(again->risk.maxAmountMinor, 0);
    QVERIFY(again->risk.deny == (std::set<std::string>{"eve", "mallory"}));
    QVERIFY(!again->kafka.embedded);
    QCOMPARE(again->mail.smtp, std::string("smtps://m:25"));
    QVERIFY(again->mail.tls == "required");
    QCOMPARE(again->mail.caFile, std::string("/ca"));
  }

  void everyTextSurvivesTheWayToTheNodes() {
    for (const std::string& text :
         {std::string("it's \"quoted\\ # - [a]: {b} & *c !d | > % @ `"),
          std::string("tab\tline\nreturn\rnul\0bell\a\x7f", 26),
          std::string("ä 漢 😀 \xc2\x85 \xe2\x80\xa8 \xef\xbb\xbf \xef\xbf\xbf \xf4\x8f\xbf\xbf"),
          std::string(" blanks ")}) {
      Profile profile;
      if (text.find('\0') == std::string::npos) profile.dataDir = profile.ledger.dsn = "/" + text;
      profile.risk.deny = {text, "b"};
      const auto again = parseProfile(encodeProfile(profile), "nodes.yaml");
      QVERIFY2(again.has_value(), again ? "" : again.error().what.c_str());
      QCOMPARE(again->dataDir, profile.dataDir);
      QCOMPARE(again->ledger.dsn, profile.ledger.dsn);
      QVERIFY(again->risk.deny == profile.risk.deny);
    }
  }

  void errorsNameFileLineAndKey() {
    CONTAINS(errorOf("name: a\ngatway: {}\n"), "p.yaml:2: unknown key 'gatway'");
    CONTAINS(errorOf("gateway:\n  prot: 1\n"), "p.yaml:2: unknown key 'gateway.prot'");
    CONTAINS(errorOf("gateway:\n  host: x\n  port: 70000\n"),
             "p.yaml:3: gateway.port must be a whole number from 0 to 65535, not '70000'");
    CONTAINS(errorOf("gateway:\n  port: 80x\n"), "p.yaml:2: gateway.port");
    CONTAINS(errorOf("gateway: 5\n"), "gateway must be a mapping");
    CONTAINS(errorOf("redis: {embedded: perhaps}\n"), "redis.embedded must be true or false");
    CONTAINS(errorOf("redis:\n  appendfsync: sometimes\n"),
             "p.yaml:2: redis.appendfsync must be one of always, everysec, no");
    CONTAINS(errorOf("payment: {declineShare: 1.5}\n"), "payment.declineShare must be a number from 0 to 1");
    CONTAINS(errorOf("risk: {deny: mallory}\n"), "risk.deny must be a list of texts in UTF-8, not 'mallory'");
    CONTAINS(errorOf("risk: {deny: [[mallory]]}\n"), "risk.deny must be a list of texts");
    CONTAINS(errorOf("gateway:\n  allowedHosts:\n    - shop.example\n    - http://shop.example\n"),
             "p.yaml:4: an entry of gateway.allowedHosts must be host or host:port");
    CONTAINS(errorOf("api: {allowedHosts: ['a b']}\n"),
             "p.yaml:1: an entry of api.allowedHosts must be host or host:port");
    CONTAINS(errorOf("api: {allowedHosts: ops.example}\n"), "api.allowedHosts must be a list of texts");
    for (const char* wrong : {"a/b", "a:0", "a:x", "::1", "user@a", "*.example", "", "a..b"}) {
      CONTAINS(errorOf(std::string("gateway: {allowedHosts: ['") + wrong + "']}\n"), "gateway.allowedHosts");
    }
    CONTAINS(errorOf("kafka: {sessionTimeoutMs: 2000}\n"), "kafka.sessionTimeoutMs");
    CONTAINS(errorOf("instances: {gateway: 2}\n"), "instances.gateway");
    CONTAINS(errorOf("instances:\n  payment: 5\nkafka: {partitions: 4}\n"),
             "p.yaml:2: instances.payment must be 4 at most (kafka.partitions), not '5'");
    CONTAINS(errorOf("instances: {riks: 1}\n"), "unknown key 'instances.riks'");
    CONTAINS(errorOf("batch: 1\nbatch: 2\n"), "stands twice");
    CONTAINS(errorOf("name: 'a b'\n"), "name must be");
    CONTAINS(errorOf("- a\n"), "must be a mapping");
    CONTAINS(errorOf("gateway: {port: [}\n"), "p.yaml:1: not YAML");
    CONTAINS(errorOf("redis: {embedded: false}\n"), "redis.endpoint");
    CONTAINS(errorOf("kafka: {embedded: false}\n"), "kafka.bootstrap");
    CONTAINS(errorOf("ledger: {driver: postgresql}\n"), "ledger.dsn");
    for (const char* bad : {"':25'", "'m:'", "'m:0'", "'m:mail'", "'::1'", "'[::1'", "'a b'", "'http://m:25'"})
      CONTAINS(errorOf(std::string("mail:\n  smtp: ") + bad + "\n"),
               "p.yaml:2: mail.smtp must be host, host:port or [IPv6]:port, also after smtp:// or "
               "smtps://, not '");
    for (const char* good :
         {"m", "m:2525", "'[::1]:25'", "'[::1]'", "127.0.0.1:25", "''", "'smtp://m:25'", "'smtps://m'"})
      QVERIFY(parseProfile(std::string("mail: {smtp: ") + good + "}\n", "p.yaml").has_value());
    CONTAINS(errorOf("mail: {from: \"a>\\nRCPT TO:<b\"}\n"), "p.yaml:1: mail.from must be a mail address");
  }

  void aLogInAtTheMailServerIsChecked() {
    CONTAINS(errorOf("mail:\n  tls: maybe\n"),
             "p.yaml:2: mail.tls must be one of off, optional, required, not 'maybe'");
    CONTAINS(errorOf("mail:\n  smtp: smtps://m\n  tls: off\n"),
             "p.yaml:3: mail.tls must be required, since mail.smtp is smtps://, not 'off'");
    CONTAINS(errorOf("mail:\n  smtp: m\n  user: shop\n  passwordFile: p\n"),
             "mail.tls must be required, since mail.user logs in at another machine");
    CONTAINS(errorOf("mail: {smtp: m, user: shop}\n"),
             "mail.user must stand together: mail.user and mail.passwordFile");
    CONTAINS(errorOf("mail: {smtp: m, passwordFile: p}\n"), "mail.passwordFile must stand together");
    CONTAINS(errorOf("mail: {user: shop, passwordFile: p}\n"),
             "mail.user is of a mail server, and mail.smtp names none");
    CONTAINS(errorOf("mail: {smtp: m, user: \"a\\0b\", passwordFile: p, tls: required}\n"),
             "mail.user must not hold control characters");
    CONTAINS(errorOf("mail: {smtp: m, caFile: ca.pem}\n"), "mail.caFile is of use only if mail.tls is required");
    for (const char* good :
         {"smtp: localhost, user: shop, passwordFile: p", "smtp: '127.0.0.1:25', user: a, passwordFile: p",
          "smtp: '[::1]', user: a, passwordFile: p, tls: off", "smtp: 'smtps://m', user: a, passwordFile: p",
          "smtp: m, tls: required, caFile: ca.pem"})
      QCOMPARE(errorOf("mail: {" + std::string(good) + "}\n"), "");
    CONTAINS(errorOf("mail: {smtp: 127.example.org, user: shop, passwordFile: p}\n"), "mail.tls must be required");
  }

  void aPasswordFileIsForItsOwnerAlone() {
    const QTemporaryDir folder;
    const std::string profile = folder.filePath("p.yaml").toStdString(),
                      file = folder.filePath("password").toStdString();
    const auto tell = [](const std::string& to, const std::string& text, int mode) {
      std::ofstream(to) << text;
      std::filesystem::permissions(to, static_cast<std::filesystem::perms>(mode));
    };
    tell(profile, "name: mine\nmail:\n  smtp: localhost\n  user: shop\n  passwordFile: password\n", 0644);
    const auto load = [&](Named named) { return loadProfile(profile, folder.path().toStdString(), named); };
    const auto refusal = [&] {
      const auto loaded = load(Named::Check);
      return loaded ? std::string() : loaded.error().what;
    };
    CONTAINS(refusal(), profile + ":5: mail.passwordFile must name a file with the password, for its owner alone: " +
                            file + " cannot be read: No such file or directory, not 'password'");
    QVERIFY(load(Named::Trust).has_value());  // a node of another service starts
    tell(file, "s3cr3t\n", 0644);
    CONTAINS(refusal(), file + " may be read by others (mode 0644): chmod 600");
    QVERIFY(!refusal().contains("s3cr3t"));
    tell(file, "", 0600);
    CONTAINS(refusal(), file + " is empty");
    tell(file, "s3cr3t\nand more", 0600);
    CONTAINS(refusal(), "has more than one line");
    QVERIFY(!refusal().contains("s3cr3t"));
    tell(file, std::string(2'000, 'x'), 0600);
    CONTAINS(refusal(), "is longer than a password may be");
    tell(file, "s3cr3t\n", 0600);
    QCOMPARE(refusal(), "");
    QCOMPARE(readSecretFile(file).value(), "s3cr3t");
    const auto loaded = load(Named::Check);
    QCOMPARE(loaded->mail.passwordFile, file);
    QVERIFY(!encodeProfile(*loaded).contains("s3cr3t"));
    const auto again = parseProfile(encodeProfile(*loaded), "nodes.yaml");
    QCOMPARE(again->mail.passwordFile, file);
    QCOMPARE(again->mail.user, "shop");
    CONTAINS(readSecretFile(folder.path().toStdString()).error().what, "is not a plain file");
  }

  /// What would be set and never looked at.
  void aSettingOfTheOtherKindIsRefused() {
    CONTAINS(errorOf("redis: {endpoint: 'h:1'}\n"), "redis.endpoint is of an external server");
    CONTAINS(errorOf("redis: {database: 1}\n"), "redis.database is of an external server");
    CONTAINS(errorOf("kafka: {bootstrap: 'h:1'}\n"), "kafka.bootstrap is of external brokers");
    for (const char* dsn : {"host=h dbname=d", "password=x", "'postgresql://h/d'"}) {
      CONTAINS(errorOf("ledger:\n  dsn: " + std::string(dsn) + "\n"),
               "p.yaml:2: ledger.dsn is a connection string of PostgreSQL, and ledger.driver is sqlite");
    }
    CONTAINS(errorOf("ledger: {passwordFile: p}\n"), "ledger.passwordFile is of PostgreSQL");
    CONTAINS(errorOf("redis: {password: a, passwordFile: p}\n"), "redis.passwordFile must not be given beside");
    CONTAINS(errorOf("redis: {embedded: false, endpoint: 'redis://:a@h', passwordFile: p}\n"),
             "redis.passwordFile must not be given beside the password of redis.endpoint");
    CONTAINS(errorOf("ledger: {driver: postgresql, dsn: password=a, passwordFile: p}\n"),
             "ledger.passwordFile must not be given beside a password in ledger.dsn");
    CONTAINS(errorOf("api: {port: 8480}\n"), "api.port must be another than gateway.port");
    QCOMPARE(errorOf("api: {port: 8480, host: '::1'}\n"), "");
  }

  void addressesAreOfTheirForm() {
    for (const char* bad :
         {"''", "'*'", "'a b'", "'http://x'", "'x:1'", "'[::1]:1'", "'::g'", "'[::1'", "'x:'", "'u@x'"}) {
      for (const char* section : {"gateway", "api"}) {
        CONTAINS(errorOf(fmt::format("{}:\n  host: {}\n", section, bad)),
                 fmt::format("p.yaml:2: {}.host must be a name or an address of this machine", section));
      }
    }
    for (const char* good : {"localhost", "0.0.0.0", "'::'", "'::1'", "'[::1]'", "shop-1.example"})
      QCOMPARE(errorOf(fmt::format("gateway: {{host: {}}}\n", good)), "");
    QCOMPARE(parseProfile("gateway: {host: '[::1]'}\n", "p.yaml")->gateway.host, "::1");
    for (const char* bad : {"h", "'h:'", "'h:0'", "'h:1,'", "',h:1'", "'h:1;g:2'", "'h:70000'", "'::1:9'", "'a b:1'"}) {
      CONTAINS(errorOf(fmt::format("kafka:\n  embedded: false\n  bootstrap: {}\n", bad)),
               "p.yaml:3: kafka.bootstrap must be host:port, or several after commas");
    }
    QCOMPARE(errorOf("kafka: {embedded: false, bootstrap: '[::1]:9092,b.example:9093'}\n"), "");
    for (const char* bad : {"h", "'h:'", "unix:here", "'::1:1'", "'h:0'"}) {
      CONTAINS(errorOf(fmt::format("redis:\n  embedded: false\n  endpoint: {}\n", bad)),
               "p.yaml:3: redis.endpoint must be unix:/path, host:port or redis://");
    }
    for (const char* bad : {"port=0", "'port=70000'", "port=x", "'postgresql://h:x/d'", "two words"}) {
      CONTAINS(errorOf(fmt::format("ledger:\n  driver: postgresql\n  dsn: {}\n", bad)), "p.yaml:3: ledger.dsn must ");
    }
  }

  void pathsAreBesideTheProfile() {
    const auto profile = parseProfile(
        "dataDir: data\ncatalogue: ../goods.yaml\nledger: {dsn: l.sqlite}\nmail: {maildir: mail}\nredis: "
        "{passwordFile: "
        "/p}\n",
        "/etc/shop/p.yaml");
    QVERIFY2(profile.has_value(), profile ? "" : profile.error().what.c_str());
    QCOMPARE(profile->dataDir, "/etc/shop/data");
    QCOMPARE(profile->catalogueFile, "/etc/goods.yaml");
    QCOMPARE(profile->ledger.dsn, "/etc/shop/l.sqlite");
    QCOMPARE(profile->mail.maildir, "/etc/shop/mail");
    QCOMPARE(profile->redis.passwordFile, "/p");
    for (const char* key : {"dataDir", "catalogue"})
      CONTAINS(errorOf(fmt::format("{}: ~/x\n", key)), fmt::format("p.yaml:1: {} must be a path", key));
    CONTAINS(errorOf("ledger: {dsn: ~/l.sqlite}\n"), "p.yaml:1: ledger.dsn must be a path");
  }

  /// What only this machine knows is asked of it when the daemon reads the profile, and of the file's own line.
  void whatTheMachineDoesNotHaveIsRefused() {
    const QTemporaryDir folder;
    const std::string file = folder.filePath("p.yaml").toStdString();
    const auto refusal = [&](const std::string& yaml) {
      std::ofstream(file) << "name: mine\n" << yaml;
      const auto loaded = loadProfile(file, folder.filePath("data").toStdString(), Named::Check);
      if (loaded) return std::string();
      return loaded.error().code == ErrorCode::Unavailable ? loaded.error().what
                                                           : "not Unavailable: " + loaded.error().what;
    };
    CONTAINS(refusal("gateway:\n  host: nowhere.invalid\n"),
             file +
                 ":3: gateway.host must be a name or an address of this machine, or 0.0.0.0 or :: for all of them: "
                 "nowhere.invalid has no address (");
    CONTAINS(refusal("api:\n  host: 203.0.113.9\n"), "203.0.113.9 is no address of this machine, not '203.0.113.9'");
    CONTAINS(refusal("redis: {embedded: false, endpoint: 'nowhere.invalid:1'}\n"),
             ":2: redis.endpoint must name a host that can be found: nowhere.invalid has no address");
    CONTAINS(refusal("kafka: {embedded: false, bootstrap: '127.0.0.1:1,nowhere.invalid:1'}\n"),
             "kafka.bootstrap must name");
    CONTAINS(refusal("ledger: {driver: postgresql, dsn: 'host=/run/pg,nowhere.invalid'}\n"),
             "ledger.dsn must name a host");
    CONTAINS(refusal("mail: {smtp: nowhere.invalid}\n"), "mail.smtp must name a host that can be found");
    CONTAINS(refusal("catalogue: gone.yaml\n"), ":2: catalogue must name a file that can be read: ");
    CONTAINS(refusal("ledger: {dsn: gone/l.sqlite}\n"), "ledger.dsn must be a file in a folder that is there: ");
    CONTAINS(refusal("ledger: {dsn: .}\n"), "ledger.dsn must be a file: ");
    CONTAINS(refusal("mail: {maildir: p.yaml}\n"), "mail.maildir must be a folder");
    QCOMPARE(
        refusal("gateway: {host: localhost}\napi: {host: '::'}\nledger: {dsn: l.sqlite}\nmail: {smtp: localhost}\n"),
        "");
    QCOMPARE(listenAddress("localhost").value(), "127.0.0.1");
    QCOMPARE(listenAddress("[::1]").value(), "::1");
  }

  void passwordsStandElsewhere() {
    const QTemporaryDir folder;
    const std::string file = folder.filePath("p.yaml").toStdString(), secret = folder.filePath("secret").toStdString();
    std::ofstream(secret) << "of the file\n";
    std::filesystem::permissions(secret, std::filesystem::perms{0600});
    const auto load = [&](const std::string& yaml) {
      std::ofstream(file) << yaml;
      return loadProfile(file, folder.filePath("data").toStdString(), Named::Check);
    };
    const std::string both =
        "redis: {passwordFile: secret}\nledger: {driver: postgresql, dsn: 'host=/run/pg', passwordFile: secret}\n";
    const auto fromFile = load(both);
    QVERIFY2(fromFile.has_value(), fromFile ? "" : fromFile.error().what.c_str());
    QCOMPARE(fromFile->redis.password, "of the file");
    QCOMPARE(fromFile->ledger.dsn, "host='/run/pg' password='of the file'");
    QVERIFY(fromFile->redis.passwordFile.empty() && fromFile->ledger.passwordFile.empty());
    qputenv("ORDERDECK_REDIS_PASSWORD", "of redis' \"variable\"");
    qputenv("ORDERDECK_LEDGER_PASSWORD", "it's the ledger's");
    const auto fromVariables = load(both);
    QCOMPARE(fromVariables->redis.password, "of redis' \"variable\"");
    QCOMPARE(orderdeck::ports::parsePostgresDsn(fromVariables->ledger.dsn)->at("password"), "it's the ledger's");
    QVERIFY(!qEnvironmentVariableIsSet("ORDERDECK_REDIS_PASSWORD"));  // no process that is started gets them
    QVERIFY(!qEnvironmentVariableIsSet("ORDERDECK_LEDGER_PASSWORD"));
    qputenv("ORDERDECK_REDIS_PASSWORD", QByteArray(513, 'x'));
    const auto tooLong = load("name: a\n");
    QVERIFY(!tooLong);
    CONTAINS(tooLong.error().what, "redis.password must be 512 bytes at most");
    std::filesystem::permissions(secret, std::filesystem::perms{0644});
    CONTAINS(load("redis: {passwordFile: secret}\n").error().what,
             ":1: redis.passwordFile must name a file with the password");
    CONTAINS(load("ledger: {driver: postgresql, dsn: user=u, passwordFile: secret}\n").error().what,
             "ledger.passwordFile");
  }

  void secretsStandInNoError() {
    const char* kSecret = "s3cr3t";
    for (const std::string yaml :
         {"redis: {password s3cr3t}", "ledger:\n  dsn host=h password=s3cr3t: x\n",
          "mail: {smtp: 'smtp://shop:s3cr3t@mail.example'}", "kafka: {embedded: false, bootstrap: 'shop:s3cr3t@h:1'}",
          "gateway: {host: 'http://shop:s3cr3t@h'}", "ledger: {dsn: 'host=h password=s3cr3t'}",
          "ledger: {driver: postgresql, dsn: 'password=s3cr3t port=x'}",
          "ledger: {driver: postgresql, dsn: 'postgres://u:s3cr3t@h:x/d'}",
          "redis: {embedded: false, endpoint: 's3cr3t@h'}",
          "redis: {embedded: false, endpoint: 'redis://shop:s3cr3t@host:0/1'}",
          "redis: {embedded: false, endpoint: 'rediss://shop:s3cr3t@host'}",
          "redis: {embedded: false, endpoint: 'http://shop:s3cr3t@host'}",
          "redis: {embedded: false, endpoint: 'redis://shop:s3cr3t%zz@host'}",
          "redis: {embedded: false, endpoint: 'redis://shop:s3cr3t@host/x'}",
          "redis: {embedded: false, endpoint: 'redis://:s3cr3t@h', password: s3cr3t}",
          "redis: {password: \"s3cr3t\\0\"}", "redis: {password: \"s3cr3t\\_\"}", "redis: {password: [s3cr3t]}",
          "ledger: {driver: postgresql, dsn: [s3cr3t]}"}) {
      QVERIFY2(!errorOf(yaml).empty(), yaml.c_str());
      QVERIFY2(!errorOf(yaml).contains(kSecret), errorOf(yaml).c_str());
    }
    QVERIFY(!errorOf("redis: {password: '" + std::string(513, 'x') + "'}").empty());
  }

  void anyTextIsAPassword() {
    for (const std::string password :
         {"two words", "quote\"d", "back\\slash", "# no comment", "line\nfeed", "\xe5\xaf\x86\xe7\xa0\x81"}) {
      Profile profile;
      profile.redis.password = password;
      const auto read = parseProfile(encodeProfile(profile), "p.yaml");
      QVERIFY2(read.has_value(), read ? "" : read.error().what.c_str());
      QCOMPARE(read->redis.password, password);
    }
    const std::string conf = redisConfig(
        [] {
          Profile profile;
          profile.redis.password = "a \"b\"\\\n#\xc3\xa9";
          return profile;
        }(),
        "/s");
    CONTAINS(conf, "requirepass \"a \\\"b\\\"\\\\\\x0a#\xc3\xa9\"\n");
  }

  void aRedisUrlIsTakenApart() {
    const auto profile =
        parseProfile("redis: {embedded: false, endpoint: 'redis://sh%40op:p%20w%2F%3A%c3%a9@[::1]:6380/2'}", "p.yaml");
    QVERIFY2(profile.has_value(), profile ? "" : profile.error().what.c_str());
    QCOMPARE(profile->redis.endpoint, std::string("[::1]:6380"));
    QCOMPARE(profile->redis.user, std::string("sh@op"));
    QCOMPARE(profile->redis.password, std::string("p w/:\xc3\xa9"));
    QCOMPARE(profile->redis.database, 2);
    const auto again = parseProfile(encodeProfile(*profile), "p.yaml");
    QVERIFY(again.has_value() && again->redis.user == "sh@op" && again->redis.database == 2);
    QCOMPARE(parseRedisUrl("redis://host").value().endpoint, std::string("host:6379"));
    QCOMPARE(parseRedisUrl("redis://[::1]").value().endpoint, std::string("[::1]:6379"));
    QCOMPARE(parseRedisUrl("redis://:only@host:1").value().password, std::string("only"));
    QCOMPARE(parseRedisUrl("redis://a:b@c@host:1").value().password, std::string("b@c"));
    for (const char* bad : {"redis://", "redis://u:p@", "redis://h:0", "redis://h:70000", "redis://h:1/-1",
                            "redis://%@h", "redis://%ff@h", "unix://x"}) {
      QVERIFY2(!parseRedisUrl(bad).has_value(), bad);
    }
    CONTAINS(errorOf("redis: {user: shop}\n"), "redis.user is of an external server, and redis.embedded is true");
  }

  void onlyOneDocumentOfTextIsRead() {
    // What is not UTF-8 would be another text once it was written and read again, and the nodes would look for another
    // folder.
    CONTAINS(errorOf("name: mine\ndataDir: /tmp/M\xfcller\n"), "p.yaml:2: not UTF-8");
    const auto profile = loadProfile("embedded", "/tmp/M\xfcller");
    QVERIFY(!profile && profile.error().code == ErrorCode::InvalidArgument);
    CONTAINS(errorOf("mail: {smtp: \"a\\_b\"}\n"), "p.yaml:1: mail.smtp must be text in UTF-8, not 'a'");
    CONTAINS(errorOf("risk: {deny: [\"a\\Nb\"]}\n"), "risk.deny must be a list of texts in UTF-8");
    CONTAINS(errorOf("name: a\n---\nname: b\n"), "p.yaml:2: text after the end of the document");
    CONTAINS(errorOf(", name: a\n"), "p.yaml:1: text after the end of the document");
  }

  void theFoldersFollowFromNameOptionOrProfile() {
    qputenv("XDG_DATA_HOME", "/x/share");
    const auto standard = loadProfile("embedded", "");
    QVERIFY(standard.has_value());
    QCOMPARE(standard->dataDir, std::string("/x/share/orderdeck/embedded"));
    QCOMPARE(standard->ledger.dsn, std::string("/x/share/orderdeck/embedded/ledger.sqlite"));
    QCOMPARE(standard->mail.maildir, std::string("/x/share/orderdeck/embedded/mail"));
    QCOMPARE(loadProfile("embedded", "/d").value().dataDir, std::string("/d"));
  }

  void aFileIsReadAndItsPathsAreBesideIt() {
    const QTemporaryDir folder;
    const std::string file = folder.filePath("my.yaml").toStdString();
    std::ofstream(file) << "name: mine\ncatalogue: goods.yaml\ndataDir: data\n";
    const auto profile = loadProfile(file, "");
    QVERIFY2(profile.has_value(), profile ? "" : profile.error().what.c_str());
    QCOMPARE(profile->catalogueFile, folder.filePath("goods.yaml").toStdString());
    QCOMPARE(profile->dataDir, folder.filePath("data").toStdString());
    QCOMPARE(loadProfile("nope", "").error().code, ErrorCode::InvalidArgument);
    QCOMPARE(loadProfile("/nope/at/all.yaml", "").error().code, ErrorCode::NotFound);
  }

  void endpointsAreOnlyForTheirOwnerAndReplacedWhole() {
    const QTemporaryDir folder;
    const std::string dataDir = folder.path().toStdString() + "/data";
    QCOMPARE(readEndpoints(dataDir).error().code, ErrorCode::NotFound);
    KeptFiles files;
    const auto write = [&](const Endpoints& endpoints) {
      return files.put(endpointsFile(dataDir), encodeEndpoints(endpoints)).has_value();
    };
    QVERIFY(
        write({.instance = "i", .redis = "unix:/a", .kafka = "h:1", .ledger = "l", .apiToken = "t", .brokerEpoch = 1}));
    QVERIFY(
        write({.instance = "i", .redis = "unix:/a", .kafka = "h:2", .ledger = "l", .apiToken = "t", .brokerEpoch = 2}));
    const auto read = readEndpoints(dataDir);
    QVERIFY(read.has_value());
    QCOMPARE(read->instance, std::string("i"));
    QCOMPARE(read->kafka, std::string("h:2"));
    QCOMPARE(read->apiToken, std::string("t"));
    QCOMPARE(read->brokerEpoch, 2);
    struct stat info{};
    QCOMPARE(::stat((dataDir + "/run/endpoints.json").c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777, 0600U);
    QCOMPARE(std::distance(std::filesystem::directory_iterator(dataDir + "/run"), {}),
             1);  // nothing is left of the replacing
    std::ofstream(dataDir + "/run/endpoints.json") << "{\"redis\":";
    QCOMPARE(readEndpoints(dataDir).error().code, ErrorCode::Corrupt);
  }
};

ORDERDECK_TEST(ProfileTest)
#include "profile_test.moc"
