// The backend's events in the console's language: every form the backend has is known in Chinese, and what is not known
// stays as it is.
#include "ui/words/event_text.h"
#include "runtime/control/control_api_faults.h"
#include "tests/harness/test_registry.h"
#include "tests/ui/console_fixture.h"
#include "ui/theme/language.h"

using namespace orderdeck;
using namespace orderdeck::ui;

class EventTextTest : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { m_environment = std::make_unique<tests::ConsoleEnvironment>(); }
  void cleanup() { applyLanguage(*qApp, QStringLiteral("en")); }

  void wordsEvents_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("english");
    QTest::addColumn<QString>("chinese");
    const auto row = [](const char* kind, const char* text, const char* english, const char* chinese) {
      QTest::newRow(text) << QString::fromUtf8(kind) << QString::fromUtf8(text) << QString::fromUtf8(english)
                          << QString::fromUtf8(chinese);
    };
    const auto plain = [&](const char* kind, const char* text, const char* chinese) { row(kind, text, text, chinese); };
    plain("node", "ledger-1 started (pid 4445)", "ledger-1 已启动（pid 4445）");
    plain("node", "ledger-1 is up", "ledger-1 已就绪");
    plain("node", "ledger-1 is paused", "ledger-1 已暂停");
    plain("node", "ledger-1 goes on", "ledger-1 已恢复运行");
    plain("node", "ledger-1 stopped", "ledger-1 已停止");
    plain("node", "gateway-1: the breaker to redis opened", "gateway-1：到 redis 的熔断器已断开");
    plain("node", "gateway-1: the breaker to redis closed", "gateway-1：到 redis 的熔断器已闭合");
    plain("node", "gateway-1: the breaker to redis is held open", "gateway-1：到 redis 的熔断器被强制断开");
    plain("node", "gateway-1: the breaker to redis is held closed", "gateway-1：到 redis 的熔断器被强制闭合");
    row("node",
        "redis had a torn write at the end of appendonly.aof.1.incr.aof: 1700 bytes were cut off, and kept as "
        "/d/torn/1",
        "redis had a torn write at the end of appendonly.aof.1.incr.aof: 1,700 bytes were cut off, and kept as "
        "/d/torn/1",
        "redis 的 appendonly.aof.1.incr.aof 末尾写入不完整：已截去 1,700 字节，保存为 /d/torn/1");
    plain("node", "redis cannot be used: no answer", "redis 无法使用：no answer");
    plain("node", "payment-1 ended (exit 0) to be restarted", "payment-1 已结束（退出码 0），即将重启");
    row("node", "payment-1 died (signal 9); starts again in 1600 ms",
        "payment-1 died (signal 9); starts again in 1,600 ms", "payment-1 意外退出（信号 9），1,600 ms 后重新启动");
    row("node", "payment-1 died (fork: no memory for %1); starts again in 100 ms",
        "payment-1 died (fork: no memory for %1); starts again in 100 ms",
        "payment-1 意外退出（fork: no memory for %1），100 ms 后重新启动");
    row("node", "payment-1 died (exit 1: no room (left) (6 times in 60 s)); starts again in 3200 ms",
        "payment-1 died (exit 1: no room (left) (6 times in 60 s)); starts again in 3,200 ms",
        "payment-1 意外退出（退出码 1: no room (left)（60 秒内 6 次）），3,200 ms 后重新启动");
    plain("system", "the system is up", "系统已就绪");
    plain("system", "the system is up in part: some processes are not", "系统部分就绪：有进程未就绪");
    plain("system", "the daemon died (signal 9) and was started again", "后台守护进程意外退出（信号 9），已重新启动");
    plain("system", "stopping", "正在停止");
    row("fault", "payment-declines armed for 60 s (ff11208b4)", "payment declines armed for 60 s (ff11208b4)",
        "支付被拒：已注入，持续 60 s（ff11208b4）");
    row("fault", "payment-slow armed for 2.5 s on payment-1 (f1)", "payment slow armed for 2.5 s on payment-1 (f1)",
        "支付变慢：已注入到 payment-1，持续 2.5 s（f1）");
    row("fault", "payment-slow ended: it struck 1182 times (f1)", "payment slow ended: it struck 1,182 times (f1)",
        "支付变慢：已到期，命中 1,182 次（f1）");
    row("fault", "payment-slow ended: it struck 1 times (f1)", "payment slow ended: it struck once (f1)",
        "支付变慢：已到期，命中 1 次（f1）");
    row("fault", "payment-slow cleared: it never struck (f1)", "payment slow cleared: it never struck (f1)",
        "支付变慢：已清除，从未命中（f1）");
    row("load", "steady started (01M81)", "steady started (01M81)", "已启动：恒定（01M81）");
    row("load", "closed started (01M81)", "closed started (01M81)", "已启动：closed（01M81）");
    row("load", "01M81 done: 72000 sent, 71999 accepted, 1 refused, 0 failed",
        "done: 72,000 sent, 71,999 accepted, 1 refused, 0 failed (01M81)",
        "已完成：发送 72,000，接受 71,999，拒绝 1，失败 0（01M81）");
    plain("audit", "every invariant holds", "所有不变量均成立");
    row("audit", "broken: no oversell (abc: 3 too many; 4 more); one charge an order (o1)",
        "broken: no oversell (abc: 3 too many; 4 more); one charge per order (o1)",
        "已被破坏：无超卖 (abc: 3 too many; 4 more); 每单只扣款一次 (o1)");
    row("audit", "11 hold, 1 not checked: idempotent orders (no request has come with a key yet)",
        "11 hold, 1 not checked: idempotent orders (no request has come with a key yet)",
        "11 条成立，1 条未检查：订单幂等 (no request has come with a key yet)");
    plain("audit", "failed: the ledger is busy", "失败：the ledger is busy");
    plain("operator", "asked for a shutdown", "请求关闭系统");
    plain("operator", "cancelled order 01M81", "取消订单 01M81");
    row("operator", R"(restocked abc: {"quantity":2500})", "restocked abc: +2,500", "补货 abc：+2,500");
    row("operator", "redrive of 1250 dead letters started (redrive-1, order-paid)",
        "redrive of 1,250 dead letters started (order-paid)", "开始重投 1,250 条死信（order-paid）");
    row("operator", "redrive-1 done: 1200 of 1250 redriven, 50 skipped",
        "redrive done: 1,200 of 1,250 put back, 50 skipped", "重投已完成：1,250 条中已放回 1,200 条，跳过 50 条");
    row("operator", "redrive-1 cancelled: 2 of 5 redriven, 0 skipped", "redrive cancelled: 2 of 5 put back, 0 skipped",
        "重投已取消：5 条中已放回 2 条，跳过 0 条");
    row("operator", "redrive-1 failed: 2 of 5 redriven, 0 skipped (the disk is gone)",
        "redrive failed: 2 of 5 put back, 0 skipped (the disk is gone)",
        "重投已失败：5 条中已放回 2 条，跳过 0 条（the disk is gone）");
    plain("system", "the data folder /d was moved away, removed or replaced: stopping",
          "数据目录 /d 已被移走、删除或替换：正在停止");
    plain("system", "written again, since somebody removed or changed it: run.json, run/profile.yaml",
          "文件被删除或改动，已重新写入：run.json, run/profile.yaml");
    plain("system", "the append-only file of redis was removed: it is written anew",
          "redis 的仅追加文件被删除：正在重新写入");
    plain("system", "the append-only file of redis is whole again", "redis 的仅追加文件已恢复完整");
    plain("system", "redis cannot write its append-only file anew: what it holds is in its memory alone",
          "redis 无法重新写入仅追加文件：其数据只在内存中");
    plain("system", "redis is restarted, since its socket /d/run/redis.sock was removed",
          "redis 的套接字 /d/run/redis.sock 被删除，redis 正在重启");
    row("system", "the store is closed: Redis is empty", "the store is closed: Redis is empty",
        "存储已关闭：Redis is empty");
    plain("system", "the store is open again", "存储已重新开放");
    row("system", "the ledger cannot be used: the ledger /d/l.sqlite is damaged: x",
        "the ledger cannot be used: the ledger /d/l.sqlite is damaged: x",
        "账本无法使用：the ledger /d/l.sqlite is damaged: x");
    plain("system", "the ledger can be used again", "账本已恢复可用");
    plain("system", "a new, empty ledger begins", "开始使用一个新的空账本");
    row("system", "rebuild-2 done: 1200 accepted orders", "rebuild 2 done: 1,200 accepted orders",
        "重建 2 完成：1,200 个已接受订单");
    row("system", "rebuild-2 failed: the ledger is 3 events behind", "rebuild 2 failed: the ledger is 3 events behind",
        "重建 2 失败：the ledger is 3 events behind");
    row("operator", "rebuild of the store started (rebuild-2)", "rebuild 2 of the store started", "开始重建存储（2）");
    row("operator", "dry run of a rebuild of the store started (rebuild-1)",
        "dry run of a rebuild of the store started (1)", "开始试运行存储重建（1）");
    plain("operator", "asked to cancel the redrive", "要求取消重投");
    plain("operator", "discarded 3 dead letters (3 by id)", "已丢弃 3 条死信（3 by id）");
    plain("operator", "kill payment-1", "强制终止 payment-1");
    plain("operator", "pause payment-1", "暂停 payment-1");
    plain("operator", "resume payment-1", "恢复 payment-1");
    row("operator", "breaker redis of gateway-1: open", "breaker to redis of gateway-1: hold open",
        "强制断开 gateway-1 到 redis 的熔断器");
    row("operator", "breaker redis of gateway-1: closed", "breaker to redis of gateway-1: hold closed",
        "强制闭合 gateway-1 到 redis 的熔断器");
    row("operator", "breaker redis of gateway-1: auto", "breaker to redis of gateway-1: let it decide",
        "gateway-1 到 redis 的熔断器恢复自动");
    plain("operator", "restart payment-1", "重启 payment-1");
  }
  void wordsEvents() {
    QFETCH(QString, kind);
    QFETCH(QString, text);
    const api::OpsEvent event{1, {}, kind.toStdString(), text.toStdString()};
    applyLanguage(*qApp, QStringLiteral("en"));
    QTEST(eventText(event), "english");
    applyLanguage(*qApp, QStringLiteral("zh_CN"));
    QTEST(eventText(event), "chinese");
  }

  void whatIsNotKnownStays() {
    applyLanguage(*qApp, QStringLiteral("zh_CN"));
    for (const auto& [kind, text] :
         std::vector<std::pair<std::string, std::string>>{{"node", "payment-1 is paused by operator"},
                                                          {"system", "embedded is up: redis, kafka and 6 services"},
                                                          {"load", "ledger-1 is up"},
                                                          {"operator", R"(restocked abc: {"quantity":-1})"},
                                                          {"scale", "payment 2→3"},
                                                          {"node", ""}})
      QCOMPARE(eventText({1, {}, kind, text}), QString::fromStdString(text));
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
    QCOMPARE(exitText("signal 9"), QStringLiteral("signal 9"));
    applyLanguage(*qApp, QStringLiteral("zh_CN"));
    QCOMPARE(exitText("signal 9"), QStringLiteral("信号 9"));
    QCOMPARE(exitText("exit 1"), QStringLiteral("退出码 1"));
    QCOMPARE(exitText("exit 1: port 80 is taken"), QStringLiteral("退出码 1: port 80 is taken"));
    QCOMPARE(exitText("signal 6 (5 times in 60 s)"), QStringLiteral("信号 6（60 秒内 5 次）"));
    QCOMPARE(exitText("execv: No such file"), QStringLiteral("execv: No such file"));
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
