// The folders of the project may include one another in one direction only; C headers of a technology stay in its
// adapter.
#include <QtTest>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include "tests/harness/test_registry.h"

namespace fs = std::filesystem;

namespace {

const fs::path kRoot = ORDERDECK_SOURCE_DIR;

// Which of the project's folders a file of the key's folder may include, besides its own.
const std::map<std::string, std::set<std::string>> kAllowed = {
    {"backend/core", {}},
    {"backend/domain", {"core"}},
    {"backend/api", {"core", "domain"}},
    {"backend/ports", {"core", "domain"}},
    {"backend/adapters", {"core", "domain", "ports"}},
    {"backend/services", {"core", "domain", "ports"}},
    {"backend/faults", {"core", "domain", "ports"}},
    {"backend/ops", {"core", "domain", "ports"}},
    {"backend/runtime", {"core", "domain", "api", "ports", "services", "faults", "ops"}},
    {"ui", {"core", "domain", "api"}},
    {"app/ctl", {"core", "domain", "api"}},
    {"app/console", {"core", "domain", "api", "ui"}},
};

// The same inside the console, below ui/.
const std::map<std::string, std::set<std::string>> kAllowedInUi = {
    {"theme", {}},
    {"words", {"theme"}},
    {"feed", {"words"}},
    {"widgets", {"theme", "words"}},
    {"charts", {"theme", "widgets"}},
    {"tables", {"theme", "words", "widgets"}},
    {"dialogs", {"theme", "words", "widgets", "feed"}},
    {"pages", {"theme", "words", "widgets", "charts", "tables", "feed"}},
    {"frame", {"theme", "words", "widgets", "tables", "feed", "dialogs", "pages"}},
};

const std::set<std::string> kFolders = {"core",   "domain", "api",     "ports", "adapters", "services",
                                        "faults", "ops",    "runtime", "ui",    "app"};

// A header of the left may stand only in files below one of the right.
const std::map<std::string, std::set<std::string>> kTechnologies = {
    {"librdkafka", {"backend/adapters/kafka"}},
    {"hiredis", {"backend/adapters/redis"}},
    {"prometheus/", {"backend/adapters/metrics"}},
    {"curl/", {"backend/adapters/mail", "backend/api/http_client"}},
    {"openssl/", {"backend/runtime/control/token_store"}},
    {"QtSql", {"backend/adapters/sql"}},
    {"QSql", {"backend/adapters/sql"}},
    {"QtCharts", {"ui/charts"}},
    {"QtWidgets", {"ui", "app/console"}},
};

std::vector<std::pair<std::string, std::string>> includes() {  // file (relative), what it includes
  std::vector<std::pair<std::string, std::string>> found;
  for (const char* top : {"backend", "ui", "app"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / top)) {
      if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
      std::ifstream file(entry.path());
      for (std::string text; std::getline(file, text);) {
        if (!text.starts_with("#include ") || text.size() < 12) continue;
        found.emplace_back(fs::relative(entry.path(), kRoot).string(),
                           text.substr(10, text.find_first_of(">\"", 10) - 10));
      }
    }
  }
  return found;
}

std::string firstFolder(const std::string& include) {
  const auto slash = include.find('/');
  return slash == std::string::npos ? "" : include.substr(0, slash);
}

/// As kAllowed names it: "runtime", "app/ctl".
std::string withoutBackend(const std::string& folder) {
  return folder.starts_with("backend/") ? folder.substr(folder.find('/') + 1) : folder;
}

/// The libraries that a call of a CMake file links.
std::set<std::string> linked(const std::string& file, const std::string& call) {
  std::ifstream in(kRoot / file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  std::set<std::string> found;
  for (std::size_t at = text.find(call); at != std::string::npos; at = text.find(call, at + 1)) {
    const std::string arguments = text.substr(at, text.find(')', at) - at);
    for (std::size_t name = arguments.find("orderdeck::"); name != std::string::npos;
         name = arguments.find("orderdeck::", name + 1))
      found.insert(arguments.substr(name + 11, arguments.find_first_of(" \n", name) - name - 11));
  }
  return found;
}

}  // namespace

class DependencyRuleTest : public QObject {
  Q_OBJECT

 private slots:
  void foldersPointDownwardsOnly() {
    int checked = 0;
    for (const auto& [file, include] : includes()) {
      const std::string target = firstFolder(include);
      if (!kFolders.contains(target)) continue;
      for (const auto& [folder, allowed] : kAllowed) {
        if (!file.starts_with(folder + "/")) continue;
        ++checked;
        const bool isOwn = include.starts_with(withoutBackend(folder) + "/");
        QVERIFY2(isOwn || allowed.contains(target), (file + " includes " + include).c_str());
      }
    }
    QVERIFY(checked > 100);
  }

  void whatIsLinkedPointsDownwardsToo() {
    for (const auto& [folder, allowed] : kAllowed) {
      if (folder == "backend/adapters") continue;  // a library each, below
      const auto libraries = folder.starts_with("app/")
                                 ? linked("app/CMakeLists.txt", "orderdeck_program(orderdeck-" + folder.substr(4))
                             : folder == "ui" ? linked("ui/CMakeLists.txt", "target_link_libraries(")
                                              : linked(folder + "/CMakeLists.txt", "orderdeck_library(");
      QVERIFY2(folder == "backend/core" || !libraries.empty(), folder.c_str());
      for (const std::string& library : libraries)
        QVERIFY2(allowed.contains(library), (folder + " links " + library).c_str());
    }
    for (const auto& adapter : fs::directory_iterator(kRoot / "backend/adapters")) {
      if (!adapter.is_directory()) continue;
      const std::string folder = fs::relative(adapter.path(), kRoot).string();
      for (const std::string& library : linked(folder + "/CMakeLists.txt", "orderdeck_library("))
        QVERIFY2(kAllowed.at("backend/adapters").contains(library), (folder + " links " + library).c_str());
    }
  }

  void theConsolePointsDownwardsToo() {
    int checked = 0;
    for (const auto& [file, include] : includes()) {
      if (!file.starts_with("ui/") || !include.starts_with("ui/")) continue;
      const std::string own = firstFolder(file.substr(3)), target = firstFolder(include.substr(3));
      QVERIFY2(kAllowedInUi.contains(own), file.c_str());
      QVERIFY2(target == own || kAllowedInUi.at(own).contains(target), (file + " includes " + include).c_str());
      ++checked;
    }
    QVERIFY(checked > 100);
  }

  // What two pages share stands in ui/pages itself; all_pages.cpp alone knows every page.
  void pagesNeverIncludeOneAnother() {
    int checked = 0;
    const std::string pages = "ui/pages/";
    for (const auto& [file, include] : includes()) {
      if (!include.starts_with(pages) || include.find('/', pages.size()) == std::string::npos) continue;
      const std::string page = include.substr(0, include.find('/', pages.size()) + 1);
      QVERIFY2(file.starts_with(page) || file == "ui/pages/all_pages.cpp", (file + " includes " + include).c_str());
      ++checked;
    }
    QVERIFY(checked > 20);
  }

  void adaptersNeverIncludeOneAnother() {
    for (const auto& [file, include] : includes()) {
      if (!file.starts_with("backend/adapters/") || !include.starts_with("adapters/")) continue;
      const std::string own = file.substr(8, file.find('/', 17) - 8);
      QVERIFY2(include.starts_with(own + "/"), (file + " includes " + include).c_str());
    }
  }

  void onlyTheWiringNamesAdapters() {
    int named = 0;
    for (const auto& [file, include] : includes()) {
      if (!include.starts_with("adapters/") || file.starts_with("backend/adapters/")) continue;
      QVERIFY2(file.starts_with("app/daemon/wiring/"), (file + " includes " + include).c_str());
      ++named;
    }
    QVERIFY(named > 10);
  }

  void technologiesStayInTheirAdapter() {
    for (const auto& [file, include] : includes()) {
      for (const auto& [technology, places] : kTechnologies) {
        if (!include.starts_with(technology)) continue;
        const bool legal =
            std::ranges::any_of(places, [&, f = file](const std::string& place) { return f.starts_with(place); });
        QVERIFY2(legal, (file + " includes " + include).c_str());
      }
    }
  }
};

ORDERDECK_TEST(DependencyRuleTest)
#include "dependency_rule_test.moc"
