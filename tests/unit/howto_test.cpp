// What docs/howto, docs/architecture.md and CONTRIBUTING.md name is in the tree: every file and folder between
// backticks, every page that they link to, every word that a reader is told to grep for. NAME, PAGE and the like stand
// for any word.
#include <QtTest>

#include <fnmatch.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/harness/test_registry.h"

namespace fs = std::filesystem;

namespace {

const fs::path kRoot = ORDERDECK_SOURCE_DIR;
const std::set<std::string> kTops = {"app", "backend", "cmake", "docs", "resources", "tests", "tools", "ui"};
const std::regex kPath(R"([A-Za-z0-9_.*{},/-]+)");
const std::regex kExtension(R"(.*\.(h|cpp|md|txt|yaml|json|svg|ts|qrc|sql|lua|\*))");
const std::regex kPlaceholder(R"([A-Z]{3,})");

std::string textOf(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Every file and, with a slash at its end, every folder of the project, relative to it.
const std::vector<std::string>& tree() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(kRoot))
      if (entry.is_regular_file()) found.push_back(entry.path().filename());
    for (const auto& top : kTops) {
      found.push_back(top + "/");
      for (const auto& entry : fs::recursive_directory_iterator(kRoot / top))
        found.push_back(fs::relative(entry.path(), kRoot).string() + (entry.is_directory() ? "/" : ""));
    }
    return found;
  }();
  return all;
}

/// name.{h,cpp} is name.h and name.cpp.
std::vector<std::string> expanded(const std::string& path) {
  const auto open = path.find('{'), close = path.find('}', open);
  if (close == std::string::npos) return {path};
  std::vector<std::string> all;
  std::string choices = path.substr(open + 1, close - open - 1) + ',';
  for (std::size_t begin = 0, end; (end = choices.find(',', begin)) != std::string::npos; begin = end + 1) {
    for (const auto& one : expanded(path.substr(0, open) + choices.substr(begin, end - begin) + path.substr(close + 1)))
      all.push_back(one);
  }
  return all;
}

/// As it is written from the top, or as an include has it; a name alone may stand anywhere.
bool isThere(const std::string& path) {
  const std::string pattern = std::regex_replace(path, kPlaceholder, "*");
  const std::vector<std::string> places =
      path.find('/') == std::string::npos
          ? std::vector<std::string>{pattern, "*/" + pattern}
          : std::vector<std::string>{pattern, pattern + "/", "backend/" + pattern, "backend/" + pattern + "/"};
  return std::ranges::any_of(tree(), [&](const std::string& file) {
    return std::ranges::any_of(
        places, [&](const std::string& place) { return ::fnmatch(place.c_str(), file.c_str(), 0) == 0; });
  });
}

/// Whether text between backticks names a file or a folder of the project.
bool isPath(const std::string& text) {
  if (!std::regex_match(text, kPath)) return false;
  const auto slash = text.find('/');
  if (slash == std::string::npos) return std::regex_match(text, kExtension) && text.front() != '.';
  const std::string top = text.substr(0, slash);
  return kTops.contains(top) || (std::regex_match(text, kExtension) && fs::is_directory(kRoot / "backend" / top));
}

void eachMatch(const std::string& text, const std::regex& form, const std::function<void(const std::smatch&)>& f) {
  for (std::sregex_iterator at(text.begin(), text.end(), form), end; at != end; ++at) f(*at);
}

}  // namespace

class HowtoTest : public QObject {
  Q_OBJECT

 private slots:
  void whatItNamesIsThere_data() {
    QTest::addColumn<QString>("page");
    for (const char* page : {"docs/architecture.md", "CONTRIBUTING.md"}) QTest::newRow(page) << page;
    for (const auto& entry : fs::directory_iterator(kRoot / "docs/howto")) {
      const QString page = QString::fromStdString(fs::relative(entry.path(), kRoot).string());
      QTest::newRow(qPrintable(page)) << page;
    }
  }
  void whatItNamesIsThere() {
    QFETCH(QString, page);
    const fs::path file = kRoot / page.toStdString();
    const std::string text = textOf(file);
    QStringList absent;
    int named = 0;
    eachMatch(text, std::regex("`([^`\n]+)`"), [&](const std::smatch& match) {
      if (!isPath(match[1])) return;
      ++named;
      for (const auto& path : expanded(match[1]))
        if (!isThere(path)) absent << QString::fromStdString(path);
    });
    eachMatch(text, std::regex(R"(\]\(([^)#:]+)(#[^)]*)?\))"), [&](const std::smatch& match) {
      ++named;
      if (!fs::exists(file.parent_path() / match[1].str())) absent << QString::fromStdString(match[1]);
    });
    QCOMPARE(absent, QStringList());
    QVERIFY(named > 0);
  }

  void whatIsGreppedForIsFound() {
    std::string sources;
    for (const auto& path : tree()) {
      if (!path.starts_with("docs/howto/") && std::regex_match(path, std::regex(R"(.*\.(h|cpp|yaml))")))
        sources += textOf(kRoot / path);
    }
    QStringList absent;
    int words = 0;
    for (const auto& entry : fs::directory_iterator(kRoot / "docs/howto")) {
      const std::string text = textOf(entry.path());
      eachMatch(text, std::regex("git\\s+grep (?:-n )?'?([\\w.\"-]+)'?"), [&](const std::smatch& match) {
        ++words;
        if (sources.find(match[1]) == std::string::npos) absent << QString::fromStdString(match[1]);
      });
    }
    QCOMPARE(absent, QStringList());
    QVERIFY(words > 5);
  }
};

ORDERDECK_TEST(HowtoTest)
#include "howto_test.moc"
