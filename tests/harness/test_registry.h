// The test classes of one program, each registered by its own source under that file's name (lag_test). Filled before
// main() and read by it; main thread only.
#pragma once

#include <QtTest>

#include <functional>
#include <source_location>
#include <string>

namespace orderdeck::support {

/// Runs one class with the arguments that Qt Test takes: a test's exit status.
using RunTest = std::function<int(int argc, char** argv)>;
/// Another role of the program, for tests that start it again as a child: gets what follows the flag.
using RunRole = std::function<int(const QStringList& arguments)>;

class RegisteredTest {
 public:
  /// Registers `run` under the name of the source that makes this object.
  explicit RegisteredTest(RunTest run, const std::source_location& source = std::source_location::current());
};

class RegisteredRole {
 public:
  /// `PROGRAM flag arguments...` runs `run` in place of tests.
  RegisteredRole(const std::string& flag, RunRole run);
};

/// main() after its application object: runs a role, or `PROGRAM NAME [Qt Test's arguments...]`; `--list` prints the
/// names. 2 when there is no such test.
int runRegistered(int argc, char** argv);

}  // namespace orderdeck::support

/// In place of QTEST_MAIN: one a source.
#define ORDERDECK_TEST(TestClass)                                                         \
  static const orderdeck::support::RegisteredTest kRegistered([](int argc, char** argv) { \
    TestClass test;                                                                       \
    return QTest::qExec(&test, argc, argv);                                               \
  });
