// The backend's events in the console's language: every one of the table has words in both, and what is not known
// stays as it is.
#include "ui/words/event_text.h"
#include "api/ops_event_table.h"
#include "runtime/control/armed_faults.h"
#include "tests/harness/test_registry.h"
#include "tests/ui/console_fixture.h"
#include "ui/theme/language.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using namespace orderdeck::api::literals;
using orderdeck::api::opsEvent;

class EventTextTest : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { m_environment = std::make_unique<tests::ConsoleEnvironment>(); }
  void cleanup() { applyLanguage(*qApp, QStringLiteral("en")); }

  void wordsEvents_data() {
    QTest::addColumn<api::OpsEvent>("event");
    QTest::addColumn<QString>("english");
    QTest::addColumn<QString>("chinese");
    const auto row = [](const api::OpsEvent& event, const char* english, const char* chinese) {
      QTest::newRow(event.text.c_str()) << event << QString::fromUtf8(english) << QString::fromUtf8(chinese);
    };
    row(opsEvent<"node.started">("node"_a = "ledger-1", "pid"_a = 4445), "ledger-1 started (pid 4445)",
        "ledger-1 已启动（pid 4445）");
    row(opsEvent<"node.up">("node"_a = "ledger-1"), "ledger-1 is up", "ledger-1 已就绪");
    row(opsEvent<"node.paused">("node"_a = "ledger-1"), "ledger-1 is paused", "ledger-1 已暂停");
    row(opsEvent<"node.resumed">("node"_a = "ledger-1"), "ledger-1 goes on", "ledger-1 已恢复运行");
    row(opsEvent<"node.stopped">("node"_a = "ledger-1"), "ledger-1 stopped", "ledger-1 已停止");
    const auto gateway = "node"_a = "gateway-1";
    const auto redis = "dependency"_a = "redis";
    row(opsEvent<"node.breaker-opened">(gateway, redis, "why"_a = ""), "gateway-1: the breaker to redis opened",
        "gateway-1：到 redis 的熔断器已断开");
    row(opsEvent<"node.breaker-opened">(gateway, redis, "why"_a = "no answer"),
        "gateway-1: the breaker to redis opened: no answer", "gateway-1：到 redis 的熔断器已断开：no answer");
    row(opsEvent<"node.breaker-closed">(gateway, redis), "gateway-1: the breaker to redis closed",
        "gateway-1：到 redis 的熔断器已闭合");
    row(opsEvent<"node.breaker-held-open">(gateway, redis), "gateway-1: the breaker to redis is held open",
        "gateway-1：到 redis 的熔断器被强制断开");
    row(opsEvent<"node.breaker-held-closed">(gateway, redis), "gateway-1: the breaker to redis is held closed",
        "gateway-1：到 redis 的熔断器被强制闭合");
    row(opsEvent<"node.torn-write">("node"_a = "redis", "file"_a = "appendonly.aof.1.incr.aof", "bytes"_a = 1700,
                                    "kept"_a = "/d/torn/1"),
        "redis had a torn write at the end of appendonly.aof.1.incr.aof: 1,700 bytes were cut off, and kept as "
        "/d/torn/1",
        "redis 的 appendonly.aof.1.incr.aof 末尾写入不完整：已截去 1,700 字节，保存为 /d/torn/1");
    row(opsEvent<"node.unusable">("node"_a = "redis", "why"_a = "no answer"), "redis cannot be used: no answer",
        "redis 无法使用：no answer");
    const auto payment = "node"_a = "payment-1";
    row(opsEvent<"node.restarting">(payment, "exit"_a = api::ProcessExit{.status = 0}),
        "payment-1 ended (exit 0) to be restarted", "payment-1 已结束（退出码 0），即将重启");
    row(opsEvent<"node.died">(payment, "exit"_a = api::ProcessExit{.signal = 9}, "millis"_a = 1600),
        "payment-1 died (signal 9); starts again in 1,600 ms", "payment-1 意外退出（信号 9），1,600 ms 后重新启动");
    row(opsEvent<"node.died">(payment, "exit"_a = api::ProcessExit{.cause = "fork: no memory for %1 {node}"},
                              "millis"_a = 100),
        "payment-1 died (fork: no memory for %1 {node}); starts again in 100 ms",
        "payment-1 意外退出（fork: no memory for %1 {node}），100 ms 后重新启动");
    row(opsEvent<"node.died">(
            payment,
            "exit"_a = api::ProcessExit{.status = 1, .cause = "no room (left)", .deaths = 6, .withinSeconds = 60},
            "millis"_a = 3200),
        "payment-1 died (exit 1: no room (left) (6 times in 60 s)); starts again in 3,200 ms",
        "payment-1 意外退出（退出码 1: no room (left)（60 秒内 6 次）），3,200 ms 后重新启动");
    row(opsEvent<"system.up">(), "the system is up", "系统已就绪");
    row(opsEvent<"system.up-in-part">(), "the system is up in part: some processes are not",
        "系统部分就绪：有进程未就绪");
    row(opsEvent<"system.daemon-died">("exit"_a = api::ProcessExit{.signal = 9}),
        "the daemon died (signal 9) and was started again", "后台守护进程意外退出（信号 9），已重新启动");
    row(opsEvent<"system.stopping">(), "stopping", "正在停止");
    row(opsEvent<"fault.armed">("fault"_a = "payment-declines", "seconds"_a = 60.0, "target"_a = "", "id"_a = "ff1"),
        "payment declines armed for 60 s (ff1)", "支付被拒：已注入，持续 60 s（ff1）");
    const auto slow = "fault"_a = "payment-slow";
    row(opsEvent<"fault.armed">(slow, "seconds"_a = 2.5, "target"_a = "payment-1", "id"_a = "f1"),
        "payment slow armed for 2.5 s on payment-1 (f1)", "支付变慢：已注入到 payment-1，持续 2.5 s（f1）");
    row(opsEvent<"fault.ended">(slow, "hits"_a = 1182, "id"_a = "f1"), "payment slow ended: it struck 1,182 times (f1)",
        "支付变慢：已到期，命中 1,182 次（f1）");
    row(opsEvent<"fault.ended">(slow, "hits"_a = 1, "id"_a = "f1"), "payment slow ended: it struck once (f1)",
        "支付变慢：已到期，命中 1 次（f1）");
    row(opsEvent<"fault.ended-unused">(slow, "id"_a = "f1"), "payment slow ended: it never struck (f1)",
        "支付变慢：已到期，从未命中（f1）");
    row(opsEvent<"fault.cleared">(slow, "hits"_a = 1, "id"_a = "f1"), "payment slow cleared: it struck once (f1)",
        "支付变慢：已清除，命中 1 次（f1）");
    row(opsEvent<"fault.cleared-unused">(slow, "id"_a = "f1"), "payment slow cleared: it never struck (f1)",
        "支付变慢：已清除，从未命中（f1）");
    row(opsEvent<"load.started">("shape"_a = "steady", "id"_a = "01M81"), "steady started (01M81)",
        "已启动：恒定（01M81）");
    row(opsEvent<"load.started">("shape"_a = "closed", "id"_a = "01M81"), "closed started (01M81)",
        "已启动：closed（01M81）");
    row(opsEvent<"load.ended">("id"_a = "01M81", "state"_a = "done", "sent"_a = 72000, "accepted"_a = 71999,
                               "refused"_a = 1, "failed"_a = 0),
        "done: 72,000 sent, 71,999 accepted, 1 refused, 0 failed (01M81)",
        "已完成：发送 72,000，接受 71,999，拒绝 1，失败 0（01M81）");
    row(opsEvent<"audit.passed">(), "every invariant holds", "所有不变量均成立");
    row(opsEvent<"audit.broken">("invariant"_a = 5, "detail"_a = "o1"), "broken: one charge per order (o1)",
        "已被破坏：每单只扣款一次（o1）");
    row(opsEvent<"audit.unchecked">("invariant"_a = 8, "detail"_a = "no key yet"),
        "not checked: idempotent orders (no key yet)", "未检查：订单幂等（no key yet）");
    row(opsEvent<"audit.incomplete">("hold"_a = 11, "unchecked"_a = 1), "11 hold, 1 not checked",
        "11 条成立，1 条未检查");
    row(opsEvent<"audit.failed">("why"_a = "the ledger is busy"), "failed: the ledger is busy",
        "失败：the ledger is busy");
    row(opsEvent<"operator.shutdown">(), "asked for a shutdown", "请求关闭系统");
    row(opsEvent<"operator.cancel-order">("order"_a = "01M81"), "cancelled order 01M81", "取消订单 01M81");
    row(opsEvent<"operator.restock">("product"_a = "abc", "quantity"_a = 2500), "restocked abc: +2,500",
        "补货 abc：+2,500");
    const auto redrive = "id"_a = "redrive-1";
    row(opsEvent<"operator.redrive-started">("letters"_a = 1250, redrive, "what"_a = "order-paid"),
        "redrive of 1,250 dead letters started (redrive-1, order-paid)",
        "开始重投 1,250 条死信（redrive-1，order-paid）");
    row(opsEvent<"operator.redrive-ended">(redrive, "state"_a = "done", "redriven"_a = 1200, "planned"_a = 1250,
                                           "skipped"_a = 50, "why"_a = ""),
        "redrive-1 done: 1,200 of 1,250 redriven, 50 skipped",
        "redrive-1 已完成：1,250 条中已重投 1,200 条，跳过 50 条");
    row(opsEvent<"operator.redrive-ended">(redrive, "state"_a = "cancelled", "redriven"_a = 2, "planned"_a = 5,
                                           "skipped"_a = 0, "why"_a = ""),
        "redrive-1 cancelled: 2 of 5 redriven, 0 skipped", "redrive-1 已取消：5 条中已重投 2 条，跳过 0 条");
    row(opsEvent<"operator.redrive-ended">(redrive, "state"_a = "failed", "redriven"_a = 2, "planned"_a = 5,
                                           "skipped"_a = 0, "why"_a = "the disk is gone"),
        "redrive-1 failed: 2 of 5 redriven, 0 skipped (the disk is gone)",
        "redrive-1 已失败：5 条中已重投 2 条，跳过 0 条（the disk is gone）");
    row(opsEvent<"system.folder-lost">("folder"_a = "/d"),
        "the data folder /d was moved away, removed or replaced: stopping",
        "数据目录 /d 已被移走、删除或替换：正在停止");
    row(opsEvent<"system.files-restored">("files"_a = "run.json, run/profile.yaml"),
        "written again, since somebody removed or changed it: run.json, run/profile.yaml",
        "文件被删除或改动，已重新写入：run.json, run/profile.yaml");
    row(opsEvent<"system.aof-removed">(), "the append-only file of redis was removed: it is written anew",
        "redis 的仅追加文件被删除：正在重新写入");
    row(opsEvent<"system.aof-restored">(), "the append-only file of redis is whole again",
        "redis 的仅追加文件已恢复完整");
    row(opsEvent<"system.aof-unwritable">(),
        "redis cannot write its append-only file anew: what it holds is in its memory alone",
        "redis 无法重新写入仅追加文件：其数据只在内存中");
    row(opsEvent<"system.redis-socket-removed">("socket"_a = "/d/run/redis.sock"),
        "redis is restarted, since its socket /d/run/redis.sock was removed",
        "redis 的套接字 /d/run/redis.sock 被删除，redis 正在重启");
    row(opsEvent<"system.store-closed">("why"_a = "Redis is empty"), "the store is closed: Redis is empty",
        "存储已关闭：Redis is empty");
    row(opsEvent<"system.store-open">(), "the store is open again", "存储已重新开放");
    row(opsEvent<"system.ledger-unusable">("why"_a = "the ledger /d/l.sqlite is damaged: x"),
        "the ledger cannot be used: the ledger /d/l.sqlite is damaged: x",
        "账本无法使用：the ledger /d/l.sqlite is damaged: x");
    row(opsEvent<"system.ledger-usable">(), "the ledger can be used again", "账本已恢复可用");
    row(opsEvent<"system.ledger-begins">(), "a new, empty ledger begins", "开始使用一个新的空账本");
    const auto rebuild = "id"_a = "rebuild-2";
    row(opsEvent<"system.rebuild-done">(rebuild, "orders"_a = 1200), "rebuild-2 done: 1,200 accepted orders",
        "rebuild-2 已完成：1,200 个已接受订单");
    row(opsEvent<"system.rebuild-failed">(rebuild, "why"_a = "the ledger is 3 events behind"),
        "rebuild-2 failed: the ledger is 3 events behind", "rebuild-2 已失败：the ledger is 3 events behind");
    row(opsEvent<"operator.rebuild">(rebuild), "rebuild of the store started (rebuild-2)", "开始重建存储（rebuild-2）");
    row(opsEvent<"operator.rebuild-dry-run">(rebuild), "dry run of a rebuild of the store started (rebuild-2)",
        "开始试运行存储重建（rebuild-2）");
    row(opsEvent<"operator.redrive-cancel">(), "asked to cancel the redrive", "要求取消重投");
    row(opsEvent<"operator.discard">("letters"_a = 3, "what"_a = "3 by id"), "discarded 3 dead letters (3 by id)",
        "已丢弃 3 条死信（3 by id）");
    row(opsEvent<"operator.node">("action"_a = "kill", payment), "kill payment-1", "强制终止 payment-1");
    row(opsEvent<"operator.node">("action"_a = "pause", payment), "pause payment-1", "暂停 payment-1");
    row(opsEvent<"operator.node">("action"_a = "resume", payment), "resume payment-1", "恢复 payment-1");
    row(opsEvent<"operator.node">("action"_a = "restart", payment), "restart payment-1", "重启 payment-1");
    row(opsEvent<"operator.breaker">(redis, gateway, "force"_a = "open"), "breaker redis of gateway-1: hold open",
        "gateway-1 到 redis 的熔断器：强制断开");
    row(opsEvent<"operator.breaker">(redis, gateway, "force"_a = "closed"), "breaker redis of gateway-1: hold closed",
        "gateway-1 到 redis 的熔断器：强制闭合");
    row(opsEvent<"operator.breaker">(redis, gateway, "force"_a = "auto"), "breaker redis of gateway-1: let it decide",
        "gateway-1 到 redis 的熔断器：恢复自动");
  }
  void wordsEvents() {
    QFETCH(api::OpsEvent, event);
    applyLanguage(*qApp, QStringLiteral("en"));
    QTEST(eventText(event), "english");
    applyLanguage(*qApp, QStringLiteral("zh_CN"));
    QTEST(eventText(event), "chinese");
  }

  // A row of wordsEvents() for each event of the table, and in Chinese the same arguments and optional parts.
  void everyEventHasWords() {
    QTranslator english, chinese;
    QVERIFY(english.load(QStringLiteral(":/i18n/orderdeck_en.qm")));
    QVERIFY(chinese.load(QStringLiteral(":/i18n/orderdeck_zh_CN.qm")));
    const auto placeholders = [](const QString& text) {
      QStringList names;
      for (const QString& part : text.split(QLatin1Char('{')).mid(1)) names << part.section(QLatin1Char('}'), 0, 0);
      names.sort();
      return names.join(QLatin1Char(' ')) + QString(text.count(QLatin1Char('[')), QLatin1Char('['));
    };
    for (const api::OpsEventForm& form : api::kOpsEvents) {
      const QString source = QString::fromUtf8(form.text);
      const bool counts = source.contains(QLatin1String("{hits}"));
      const QString words = chinese.translate("OpsEvent", form.text, nullptr, counts ? 2 : -1);
      QVERIFY2(!words.isEmpty(), form.text);
      QCOMPARE(placeholders(words), placeholders(source));
      if (counts) QCOMPARE(placeholders(english.translate("OpsEvent", form.text, nullptr, 2)), placeholders(source));
    }
  }

  void whatIsNotKnownStays() {
    applyLanguage(*qApp, QStringLiteral("zh_CN"));
    QCOMPARE(eventText({.code = "scale.up", .kind = "scale", .text = "payment 2→3"}), QStringLiteral("payment 2→3"));
    QCOMPARE(eventText({.kind = "node", .text = "ledger-1 is up"}), QStringLiteral("ledger-1 is up"));
    QCOMPARE(eventText({.code = "node.up", .kind = "node", .text = "x"}), QStringLiteral(" 已就绪"));
    QCOMPARE(eventText({}), QString());
  }

  // Against the backend itself: what it says of a fault's life, not what is remembered here of it.
  void theBackendsOwnWordsAreKnown() {
    runtime::EventLog log;
    runtime::ArmedFaults faults([] { return std::vector<runtime::NodePlace>{}; },
                                [](const auto&, const auto&) { return core::Result<void>{}; }, log);
    const auto struck = faults.arm(named("payment-declines"), 60);
    QVERIFY(struck.has_value());
    faults.noteHits({{*struck, 2}});
    QVERIFY(faults.clear(*struck).has_value());
    QVERIFY(faults.arm(named("payment-slow"), 0.001).has_value());
    QTRY_VERIFY((faults.maintain(), faults.views().empty()));
    applyLanguage(*qApp, QStringLiteral("zh_CN"));
    QStringList shown;
    for (const auto& event : log.newest(10)) shown << eventText(event).section(QStringLiteral("（"), 0, 0);
    QCOMPARE(shown, QStringList({"支付被拒：已注入，持续 60 s", "支付被拒：已清除，命中 2 次",
                                 "支付变慢：已注入，持续 0.001 s", "支付变慢：已到期，从未命中"}));
  }

  void wordsExits() {
    QCOMPARE(exitText({.signal = 9}), QStringLiteral("signal 9"));
    applyLanguage(*qApp, QStringLiteral("zh_CN"));
    QCOMPARE(exitText({.signal = 9}), QStringLiteral("信号 9"));
    QCOMPARE(exitText({.status = 1}), QStringLiteral("退出码 1"));
    QCOMPARE(exitText({.status = 1, .cause = "port 80 is taken"}), QStringLiteral("退出码 1: port 80 is taken"));
    QCOMPARE(exitText({.signal = 6, .deaths = 5, .withinSeconds = 60}), QStringLiteral("信号 6（60 秒内 5 次）"));
    QCOMPARE(exitText({.cause = "execv: No such file"}), QStringLiteral("execv: No such file"));
  }

 private:
  static faults::ArmedFault named(const std::string& name) {
    faults::ArmedFault fault;
    fault.name = name;
    return fault;
  }

  std::unique_ptr<tests::ConsoleEnvironment> m_environment;
};

ORDERDECK_TEST(EventTextTest)
#include "event_text_test.moc"
