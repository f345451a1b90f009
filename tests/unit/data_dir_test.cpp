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
    QCOMPARE(dataDirFor("mine", "").value(), std::string("/x/share/orderdeck/mine"));
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
      QCOMPARE(dataDirFor(file, "").value(), expected);
      QCOMPARE(loadProfile(file, "").value().dataDir, expected);
      QCOMPARE(dataDirFor(file, "/other").value(), std::string("/other"));
    }
    QCOMPARE(dataDirFor("/nope/at/all.yaml", "").error().code, ErrorCode::NotFound);
  }

  void onlyWhatTheFolderFollowsFromHasToBeRight() {
    const QTemporaryDir folder;
    const std::string file = folder.filePath("my.yaml").toStdString();
    const auto errorOf = [&](const std::string& text) {
      std::ofstream(file) << text;
      const auto found = dataDirFor(file, "");
      return found ? std::string() : found.error().what;
    };
    QCOMPARE(errorOf("batch: many\nnobody: knows\n"), std::string());
    QCOMPARE(errorOf("batch: 1\nname: ../elsewhere\n"),
             file + ":2: name must be 1 to 64 of letters, digits, '_', '.', '-', not '../elsewhere'");
    QCOMPARE(errorOf("dataDir: [a]\n"), file + ":1: dataDir must be text in UTF-8");
    QVERIFY(errorOf("a\n").starts_with(file + ":1: "));
  }
};

ORDERDECK_TEST(DataDirTest)
#include "data_dir_test.moc"
