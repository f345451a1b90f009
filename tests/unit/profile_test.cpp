// Profiles: errors name file, line and key, and what the nodes get is what was read. Setting by setting:
// settings_test.
#include <QtTest>

#include <filesystem>
#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

#include <QTemporaryDir>

#include "runtime/folder/kept_files.h"
#include "runtime/profile/endpoints.h"
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
      profile.dataDir = profile.ledger.dsn = text;
      profile.risk.deny = {text, "b"};
      const auto again = parseProfile(encodeProfile(profile), "nodes.yaml");
      QVERIFY2(again.has_value(), again ? "" : again.error().what.c_str());
      QCOMPARE(again->dataDir, text);
      QCOMPARE(again->ledger.dsn, text);
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
    const auto load = [&](NamedFiles files) { return loadProfile(profile, folder.path().toStdString(), files); };
    const auto refusal = [&] {
      const auto loaded = load(NamedFiles::Check);
      return loaded ? std::string() : loaded.error().what;
    };
    CONTAINS(refusal(), profile + ":5: mail.passwordFile must name a file with the password, for its owner alone: " +
                            file + " cannot be read: No such file or directory, not 'password'");
    QVERIFY(load(NamedFiles::Trust).has_value());  // a node of another service starts
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
    const auto loaded = load(NamedFiles::Check);
    QCOMPARE(loaded->mail.passwordFile, file);
    QVERIFY(!encodeProfile(*loaded).contains("s3cr3t"));
    const auto again = parseProfile(encodeProfile(*loaded), "nodes.yaml");
    QCOMPARE(again->mail.passwordFile, file);
    QCOMPARE(again->mail.user, "shop");
    CONTAINS(readSecretFile(folder.path().toStdString()).error().what, "is not a plain file");
  }

  void secretsStandInNoError() {
    const char* kSecret = "s3cr3t";
    for (const std::string yaml : {"redis: {embedded: false, endpoint: 'redis://shop:s3cr3t@host:0/1'}",
                                   "redis: {embedded: false, endpoint: 'rediss://shop:s3cr3t@host'}",
                                   "redis: {embedded: false, endpoint: 'http://shop:s3cr3t@host'}",
                                   "redis: {embedded: false, endpoint: 'redis://shop:s3cr3t%zz@host'}",
                                   "redis: {embedded: false, endpoint: 'redis://shop:s3cr3t@host/x'}",
                                   "redis: {embedded: false, endpoint: 'redis://:s3cr3t@h', password: s3cr3t}",
                                   "redis: {password: \"s3cr3t\\0\"}", "redis: {password: \"s3cr3t\\_\"}",
                                   "redis: {password: [s3cr3t]}", "ledger: {driver: postgresql, dsn: [s3cr3t]}"}) {
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
    CONTAINS(errorOf("redis: {user: shop}\n"), "redis.user names a user of an external server");
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
    QCOMPARE(loadProfile("nope", "").error().code, ErrorCode::NotFound);
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
