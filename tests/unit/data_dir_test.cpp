// The data folder of a profile: of its name, of the option, of the file; the same for whoever asks.
#include <QtTest>

#include <filesystem>
#include <fstream>

#include <pwd.h>
#include <unistd.h>

#include <QTemporaryDir>

#include "api/profile/data_dir.h"
#include "runtime/profile/profile.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck::api;
using orderdeck::core::ErrorCode;
using orderdeck::runtime::loadProfile;

namespace {

std::string folderOf(const std::string& profile, const std::string& dataDir = {}) {
  const auto resolved = resolveProfile(profile, dataDir);
  return resolved ? resolved->dataDir : resolved.error().what;
}

}  // namespace

class DataDirTest : public QObject {
  Q_OBJECT

 private slots:
  void theDataFolderFollowsFromNameOptionOrProfile() {
    qputenv("XDG_DATA_HOME", "/x/share");
    QCOMPARE(dataDirOf("mine", "").value(), std::string("/x/share/orderdeck/mine"));
    QCOMPARE(dataDirOf("mine", "/d/").value(), std::string("/d"));
    QCOMPARE(dataDirOf("mine", "/").value(), std::string("/"));
    QCOMPARE(dataDirOf("mine", "/a b/../c d//e").value(), std::string("/c d/e"));
    QCOMPARE(dataDirOf("mine", "here").value(), (std::filesystem::current_path() / "here").string());
    QCOMPARE(folderOf("mine"), std::string("/x/share/orderdeck/mine"));  // a system that runs is found by its name
    QCOMPARE(dataDirOf("mine", "/tmp/M\xfcller").error().code, ErrorCode::InvalidArgument);
  }

  void withoutXdgAndHomeTheUsersOwnFolderIsTaken() {
    const QByteArray home = qgetenv("HOME");
    const std::string own = ::getpwuid(::getuid())->pw_dir;
    for (const char* none : {"", "relative/share"}) {  // both must be ignored
      qputenv("XDG_DATA_HOME", none);
      qputenv("HOME", "/home/somebody");
      QCOMPARE(dataDirOf("mine", "").value(), std::string("/home/somebody/.local/share/orderdeck/mine"));
      for (const char* noHome : {"", "relative"}) {
        qputenv("HOME", noHome);
        QCOMPARE(dataDirOf("mine", "").value(), own + "/.local/share/orderdeck/mine");
      }
      qunsetenv("HOME");
      QCOMPARE(dataDirOf("mine", "").value(), own + "/.local/share/orderdeck/mine");
    }
    qputenv("HOME", home);
  }

  void aWorkingFolderThatIsGoneIsAnErrorForRelativePathsOnly() {
    const auto before = std::filesystem::current_path();
    {
      const QTemporaryDir gone;
      std::filesystem::current_path(gone.path().toStdString());
    }
    const auto relative = dataDirOf("mine", "data");
    const auto absolute = dataDirOf("mine", "/d");
    std::filesystem::current_path(before);
    QVERIFY(!relative && relative.error().code == ErrorCode::InvalidArgument);
    QCOMPARE(absolute.value(), std::string("/d"));
  }

  void whoKnowsOnlyTheFileFindsTheFolderThatTheDaemonTakes() {
    qputenv("XDG_DATA_HOME", "/x/share");
    const QTemporaryDir folder;
    const std::string file = folder.filePath("my.yaml").toStdString();
    for (const auto& [text, expected] : {std::pair{"batch: 7\n", std::string("/x/share/orderdeck/embedded")},
                                         {"name: mine\n", std::string("/x/share/orderdeck/mine")},
                                         {"name: mine\ndataDir: /d\n", std::string("/d")},
                                         {"dataDir: data/\n", folder.filePath("data").toStdString()}}) {
      std::ofstream(file) << text;
      QCOMPARE(folderOf(file), expected);
      QCOMPARE(loadProfile(file, "").value().dataDir, expected);
      QCOMPARE(folderOf(file, "/other"), std::string("/other"));
    }
    QCOMPARE(resolveProfile("/nope/at/all.yaml", "").error().code, ErrorCode::NotFound);
  }

  void onlyWhatTheFolderFollowsFromHasToBeRight() {
    const QTemporaryDir folder;
    const std::string file = folder.filePath("my.yaml").toStdString();
    const auto errorOf = [&](const std::string& text) {
      std::ofstream(file) << text;
      const auto found = resolveProfile(file, "");
      return found ? std::string() : found.error().what;
    };
    QCOMPARE(errorOf("batch: many\nnobody: knows\n"), std::string());
    QCOMPARE(errorOf("batch: 1\nname: ../elsewhere\n"),
             file + ":2: name must be 1 to 64 of letters, digits, '_', '.', '-', and no '.' first, not '../elsewhere'");
    QCOMPARE(errorOf("dataDir: [a]\n"), file + ":1: dataDir must be text in UTF-8");
    QVERIFY(errorOf("a\n").starts_with(file + ":1: "));
    QCOMPARE(errorOf("dataDir: ~/data\n"), file +
                                               ":1: dataDir must be a path, absolute or beside the profile's file, "
                                               "and without ~, not '~/data'");
    QCOMPARE(errorOf("name: ..\n").substr(0, file.size() + 16), file + ":1: name must be");
    QCOMPARE(errorOf("\xef\xbb\xbfname: mine\n"), std::string());
    QCOMPARE(errorOf(""), std::string());  // an empty file: every setting has its default
  }

  void aProfileIsNamedOneWay() {
    const QTemporaryDir folder;
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path().toStdString());
    std::ofstream("shop.yaml") << "name: shop\n";
    const auto relative = resolveProfile("shop.yaml", "");
    const std::string misspelt = notShipped("shop").what, dotted = folderOf("./shop"), home = folderOf("shop", "~/x");
    std::filesystem::current_path(before);
    QCOMPARE(relative->file, folder.filePath("shop.yaml").toStdString());
    QCOMPARE(relative->name, std::string("shop"));
    QCOMPARE(relative->text, std::string("name: shop\n"));
    QVERIFY(misspelt.ends_with("did you mean shop.yaml?"));
    QVERIFY(dotted.starts_with("no profile './shop': give embedded, the name of a system that runs, or a path that"));
    QVERIFY(home.starts_with("the data folder ~/x must be a path"));
    QCOMPARE(resolveProfile("", "")->name, std::string(kStandardProfile));
    const std::string directory = folder.filePath("folder.yaml").toStdString();
    std::filesystem::create_directory(directory);
    QCOMPARE(folderOf(directory), "cannot read the file " + directory + ": Is a directory");
    QCOMPARE(folderOf("/nope.yaml"), std::string("cannot read the file /nope.yaml: No such file or directory"));
  }
};

ORDERDECK_TEST(DataDirTest)
#include "data_dir_test.moc"
