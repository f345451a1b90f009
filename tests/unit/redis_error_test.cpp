// What becomes of hiredis' and the server's errors, and of endpoints that lead nowhere. No server here.
#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

#include "adapters/redis/pipeline.h"
#include "adapters/redis/redis_connection.h"
#include "adapters/redis/redis_error.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::adapters::redis;
using core::ErrorCode;
using namespace std::string_literals;

class RedisErrorTest : public QObject {
  Q_OBJECT

 private slots:
  void serverErrorsKeepTheirMeaning_data() {
    QTest::addColumn<QString>("reply");
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("retryable");
    const auto row = [](const char* reply, ErrorCode code, bool retryable) {
      QTest::newRow(reply) << reply << static_cast<int>(code) << retryable;
    };
    row("LOADING Redis is loading the dataset in memory", ErrorCode::Unavailable, true);
    row("OOM command not allowed when used memory > 'maxmemory'.", ErrorCode::Unavailable, true);
    row("MISCONF Errors writing to the AOF file", ErrorCode::Unavailable, true);
    row("READONLY You can't write against a read only replica.", ErrorCode::Unavailable, true);
    row("BUSY Redis is busy running a script.", ErrorCode::Unavailable, true);
    row("NOAUTH Authentication required.", ErrorCode::Unavailable, true);  // no message is at fault: somebody must act
    row("WRONGPASS invalid username-password pair", ErrorCode::Unavailable, true);
    row("WRONGTYPE Operation against a key holding the wrong kind of value", ErrorCode::Corrupt, false);
    row("ERR user_script:7: attempt to index a nil value script: ab, on @user_script:7.", ErrorCode::Corrupt, false);
    row("ERR unknown command", ErrorCode::Internal, false);
  }
  void serverErrorsKeepTheirMeaning() {
    QFETCH(QString, reply);
    QFETCH(int, code);
    QFETCH(bool, retryable);
    const core::Error error = serverError(reply.toStdString());
    QCOMPARE(static_cast<int>(error.code), code);
    QCOMPARE(error.retryable, retryable);
    QVERIFY(QString::fromStdString(error.what).contains(reply.section(" script: ", 0, 0)));
  }

  void aRefusedLogInNamesTheUserAndNeverThePassword() {
    const core::Error wrong = loginError("WRONGPASS invalid username-password pair or user is disabled.", "shop");
    QCOMPARE(wrong.what, std::string("Redis refuses the user 'shop': the password is wrong, or there is no such user"));
    QVERIFY(wrong.code == ErrorCode::Unavailable && wrong.retryable);
    QVERIFY(loginError("ERR invalid password", "").what.contains("refuses the default user"));
    QVERIFY(loginError("ERR AUTH <password> called without any password configured for the default user. Are you sure "
                       "your configuration is correct?",
                       "")
                .what.contains("has no password, and one was given"));
    QVERIFY(loginError("ERR wrong number of arguments for 'auth' command", "shop").what.contains("knows no users"));
    const core::Error unknown =
        loginError("ERR unknown command `AUTH`, with args beginning with: `shop`, `s3cret`", "shop");
    QVERIFY(!unknown.what.contains("s3cret"));
    QVERIFY(loginError("ERR max number of clients reached", "shop").what.contains("max number of clients"));
  }

  void linkErrorsAreRetryable() {
    QVERIFY(linkError(0, EAGAIN, "").code == ErrorCode::Timeout);
    QVERIFY(linkError(0, ETIMEDOUT, "").code == ErrorCode::Timeout);
    QVERIFY(linkError(0, EPIPE, "").code == ErrorCode::Disconnected);
    QVERIFY(linkError(0, EAGAIN, "").retryable && linkError(0, EPIPE, "").retryable);
  }

  void noErrorNamesAScriptByItsHash() {
    const std::string hash = "7a9f0f3b5b6c7d8e9f00112233445566778899aa";
    QCOMPARE(serverError("ERR user_script:7: no number script: " + hash + ", on @user_script:7.").what,
             "Redis answered: ERR user_script:7: no number, on @user_script:7.");
    QCOMPARE(serverError("ERR Error running script (call to f_" + hash + "): @user_script:7: no number").what,
             "Redis answered: ERR Error running script: @user_script:7: no number");
    QCOMPARE(serverError("ERR no script: at all").what, "Redis answered: ERR no script: at all");
  }

  void commandsAreWrittenInTheProtocol() {
    Pipeline pipeline;
    pipeline.add({"SET", "key", std::string_view("a\r\n\0b", 5)});
    pipeline.begin(2);
    pipeline.word("GET");
    pipeline.word(-7);
    QCOMPARE(pipeline.size(), 2u);
    QCOMPARE(std::string(pipeline.bytes()),
             "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$5\r\na\r\n\0b\r\n*2\r\n$3\r\nGET\r\n$2\r\n-7\r\n"s);
    Pipeline copy;
    pipeline.copyTo(copy, 1);
    QCOMPARE(std::string(copy.bytes()), std::string("*2\r\n$3\r\nGET\r\n$2\r\n-7\r\n"));
  }

  void badEndpointIsRefusedAtConstruction() {
    for (const char* endpoint : {"", "localhost", "localhost:", "localhost:0", "localhost:70000", ":6379"}) {
      QVERIFY_EXCEPTION_THROWN(RedisConnection({.endpoint = endpoint, .password = {}}), std::invalid_argument);
    }
  }

  void absentServerIsDisconnected() {
    QTemporaryDir folder;
    for (const std::string& endpoint :
         {"unix:" + folder.filePath("none.sock").toStdString(), std::string("127.0.0.1:1")}) {
      const auto answer = RedisConnection({.endpoint = endpoint, .password = {}}).ping();
      QVERIFY(!answer);
      QVERIFY(answer.error().code == ErrorCode::Disconnected);
      QVERIFY(answer.error().retryable);
      QVERIFY(answer.error().what.starts_with("no connection to Redis: "));
      QVERIFY(!answer.error().what.contains(endpoint));
    }
  }

  void silentServerIsATimeout() {
    QTemporaryDir folder;
    const std::string path = folder.filePath("silent.sock").toStdString();
    const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    QCOMPARE(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    QCOMPARE(::listen(listener, 1), 0);
    const auto answer =
        RedisConnection({.endpoint = "unix:" + path, .password = {}, .timeout = core::Millis{50}}).ping();
    ::close(listener);
    QVERIFY(!answer);
    QVERIFY(answer.error().code == ErrorCode::Timeout);
    QVERIFY(answer.error().retryable);
  }
};

ORDERDECK_TEST(RedisErrorTest)
#include "redis_error_test.moc"
