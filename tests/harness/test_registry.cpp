#include "tests/harness/test_registry.h"

#include <cstdio>
#include <filesystem>
#include <map>

namespace orderdeck::support {
namespace {

// Functions, since other sources register before this one's variables would be made.
std::map<std::string, RunTest>& tests() {
  static std::map<std::string, RunTest> tests;
  return tests;
}

std::map<std::string, RunRole>& roles() {
  static std::map<std::string, RunRole> roles;
  return roles;
}

}  // namespace

RegisteredTest::RegisteredTest(RunTest run, const std::source_location& source) {
  tests().emplace(std::filesystem::path(source.file_name()).stem().string(), std::move(run));
}

RegisteredRole::RegisteredRole(const std::string& flag, RunRole run) { roles().emplace(flag, std::move(run)); }

int runRegistered(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  if (const auto role = roles().find(what); role != roles().end())
    return role->second(QCoreApplication::arguments().mid(2));
  if (what == "--list") {
    for (const auto& [name, run] : tests()) std::puts(name.c_str());
    return 0;
  }
  const auto test = tests().find(what);
  if (test == tests().end()) {
    std::fprintf(stderr, "%s NAME [Qt Test's arguments...] runs one test class; --list prints the names\n", argv[0]);
    return 2;
  }
  argv[1] = argv[0];
  return test->second(argc - 1, argv + 1);
}

}  // namespace orderdeck::support
