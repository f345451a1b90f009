// Which folder may become a data folder, who holds it, and what becomes of the files in it by which other processes
// find the system.
#include <QtTest>

#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QTemporaryDir>

#include "api/profile/folder_check.h"
#include "core/private_file.h"
#include "core/standard_files.h"
#include "core/text_file.h"
#include "runtime/folder/data_folder.h"
#include "runtime/folder/kept_files.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::runtime;
using core::ErrorCode;
namespace fs = std::filesystem;

namespace {

mode_t modeOf(const std::string& path) {
  struct stat info{};
  return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 07777 : 0;
}

void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

/// What take() says: "" when it takes the folder.
std::string refusal(const std::string& path) {
  const auto taken = DataFolder::take(path);
  return taken ? "" : taken.error().what;
}

}  // namespace

#define CONTAINS(text, part) QVERIFY2(std::string(text).contains(part), std::string(text).c_str())

class DataFolderTest : public QObject {
  Q_OBJECT

  QTemporaryDir m_dir;

  /// An empty folder of that mode.
  std::string folder(const std::string& name, mode_t mode = 0755) {
    const std::string path = m_dir.filePath(QString::fromStdString(name)).toStdString();
    fs::create_directory(path);
    ::chmod(path.c_str(), mode);
    return path;
  }

 private slots:
  void whatIsNotThereIsMadePrivateWhateverTheUmask() {
    for (const mode_t mask : {mode_t{0}, mode_t{022}, mode_t{0777}}) {
      const std::string above = m_dir.filePath(QString("made %1").arg(mask)).toStdString();
      const mode_t before = ::umask(mask);
      const std::string said = refusal(above + "/a b/data");
      ::umask(before);
      QCOMPARE(said, std::string());
      for (const char* part : {"", "/a b", "/a b/data"}) QCOMPARE(modeOf(above + part), 0700U);
    }
  }

  void anEmptyFolderIsTakenAndKeepsItsMode() {
    for (const mode_t mode : {mode_t{0755}, mode_t{0750}, mode_t{0700}}) {
      const std::string path = folder("empty " + std::to_string(mode), mode);
      QVERIFY(api::checkDataFolder(path).has_value());
      QCOMPARE(refusal(path), std::string());
      QCOMPARE(modeOf(path), mode);
      QCOMPARE(modeOf(path + "/lock"), 0600U);
    }
    const std::string mounted = folder("mounted");
    fs::create_directory(mounted + "/lost+found");
    QCOMPARE(refusal(mounted), std::string());
    const std::string full = folder("the disk was full");
    write(full + "/lock", "");
    QCOMPARE(refusal(full), std::string());
    const std::string console = folder("console");
    write(console + "/console-backend.log", "");
    QCOMPARE(refusal(console), std::string());
  }

  void aFolderOfSomethingElseIsRefusedAndLeftAsItIs() {
    const std::string path = folder("home");
    write(path + "/letter.txt", "dear");
    for (const auto& said : {refusal(path), api::checkDataFolder(path).error().what})
      CONTAINS(said, path + " is not empty and is no data folder of Orderdeck");
    write(path + "/lock", "held by an editor");  // a file of that name alone says nothing
    CONTAINS(refusal(path), "is not empty");
    QCOMPARE(modeOf(path), 0755U);
    QCOMPARE(std::distance(fs::directory_iterator(path), {}), 2);
    QCOMPARE(api::checkDataFolder("/").error().code, ErrorCode::InvalidArgument);
    const auto shared = api::checkDataFolder("/tmp");
    QCOMPARE(shared.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!shared.error().what.contains("chmod"));
  }

  void theHomeFolderIsRefusedEvenWhenItIsEmpty() {
    const std::string path = folder("empty home");
    const QByteArray before = qgetenv("HOME");
    qputenv("HOME", path.c_str());
    const std::string said = refusal(path);
    const std::string below = refusal(path + "/data");
    qputenv("HOME", before);
    CONTAINS(said, "is the home folder");
    QCOMPARE(below, std::string());
  }

  void foldersOfSystemsMadeBeforeThereWasAMarkGoOn_data() {
    QTest::addColumn<QString>("left");
    for (const char* left : {"lock", "run/endpoints.json", "ledger.sqlite", "orderdeck-data"})
      QTest::newRow(left) << left;
  }
  void foldersOfSystemsMadeBeforeThereWasAMarkGoOn() {
    QFETCH(QString, left);
    const std::string path = folder("old " + left.section('/', 0, 0).toStdString(), 0700);
    fs::create_directories(path + "/run");
    write(path + "/" + left.toStdString(), "4711");
    write(path + "/notes.txt", "by the user");
    QCOMPARE(refusal(path), std::string());
    for (const char* name : {"lock", "run/endpoints.json", "ledger.sqlite"}) fs::remove(path + "/" + name);
    QCOMPARE(refusal(path), std::string());  // it has its mark now
  }

  void aFolderOthersMayWriteIntoIsRefused() {
    for (const mode_t mode : {mode_t{0777}, mode_t{0770}, mode_t{01777}}) {
      const std::string path = folder("open", mode);
      CONTAINS(refusal(path), "others may write into " + path);
      QCOMPARE(modeOf(path), mode);
    }
  }

  void aFolderOfAnotherUserIsRefused() {
    const std::string path = folder("theirs");
    if (::chown(path.c_str(), 1, 1) != 0) QSKIP("only root can give a folder away");
    CONTAINS(refusal(path), path + " belongs to ");
  }

  void whatIsNoFolderIsRefused() {
    const std::string file = m_dir.filePath("file").toStdString();
    write(file, "text");
    CONTAINS(refusal(file), file + " is no folder");
    CONTAINS(refusal(file + "/below"), "cannot make the folder");
    CONTAINS(api::checkDataFolder(file).error().what, "is no folder");
    const std::string link = m_dir.filePath("nowhere").toStdString();
    fs::create_symlink("/no/such/place", link);
    CONTAINS(refusal(link), "cannot make the folder " + link);
    CONTAINS(refusal(m_dir.path().toStdString() + "/" + std::string(300, 'x')), "cannot make the folder");
    CONTAINS(refusal("/proc/orderdeck"), "cannot make the folder /proc/orderdeck");
  }

  void aLinkToAFolderIsAsGoodAsTheFolder() {
    const std::string real = folder("real"), link = m_dir.filePath("link").toStdString();
    fs::create_directory_symlink(real, link);
    const auto taken = DataFolder::take(link);
    QVERIFY(taken.has_value());
    QVERIFY((*taken)->isInPlace());
    CONTAINS(refusal(real), "is in use");  // by one name or the other, it is one folder
  }

  void oneHolderWhateverBecomesOfTheLockFile() {
    const std::string path = folder("held");
    auto taken = DataFolder::take(path);
    QVERIFY(taken.has_value());
    const std::string pid = "pid " + std::to_string(::getpid());
    CONTAINS(refusal(path), pid);
    fs::remove(path + "/lock");
    CONTAINS(refusal(path), "is in use by another orderdeckd");
    (*taken)->keepLockFile();
    CONTAINS(refusal(path), pid);
    write(path + "/other", "");
    fs::rename(path + "/other", path + "/lock");
    CONTAINS(refusal(path), "is in use by another orderdeckd");
    taken->reset();
    QCOMPARE(refusal(path), std::string());
  }

  void aDaemonThatLocksTheFileOnlyIsSeenToo() {
    const std::string path = folder("older", 0700);
    write(path + "/lock", "4711");
    const int file = ::open((path + "/lock").c_str(), O_RDWR | O_CLOEXEC);
    QCOMPARE(::flock(file, LOCK_EX | LOCK_NB), 0);
    CONTAINS(refusal(path), "pid 4711");
    ::close(file);
    QCOMPARE(refusal(path), std::string());
  }

  void aFolderThatIsMovedAwayOrReplacedIsNoticed() {
    const std::string path = folder("moving"), elsewhere = path + " away";
    const auto taken = DataFolder::take(path);
    QVERIFY(taken.has_value() && (*taken)->isInPlace());
    fs::rename(path, elsewhere);
    QVERIFY(!(*taken)->isInPlace());
    const auto another = DataFolder::take(path);
    QVERIFY(another.has_value() && (*another)->isInPlace());
    QVERIFY(!(*taken)->isInPlace());
    fs::remove_all(path);
    QVERIFY(!(*another)->isInPlace());
    fs::rename(elsewhere, path);
    QVERIFY((*taken)->isInPlace());
  }

  void keptFilesAreWrittenAgainWhenSomebodyTouchesThem() {
    const std::string path = folder("kept"), file = path + "/run/endpoints.json";
    KeptFiles files;
    QVERIFY(files.put(file, "one").has_value());
    QVERIFY(files.restore().empty());
    QVERIFY(files.put(file, "two").has_value());
    QCOMPARE(core::readTextFile(file).value(), std::string("two"));
    QVERIFY(files.restore().empty());

    const std::vector<std::function<void()>> harms = {[&] { fs::remove(file); },
                                                      [&] { fs::remove_all(path + "/run"); },
                                                      [&] { write(file, "six"); },
                                                      [&] { ::truncate(file.c_str(), 0); },
                                                      [&] { ::chmod(file.c_str(), 0644); },
                                                      [&] { fs::remove(file), fs::create_symlink("/dev/null", file); }};
    for (const auto& harm : harms) {
      harm();
      QCOMPARE(files.restore(), std::vector<std::string>{file});
      QCOMPARE(core::readTextFile(file).value(), std::string("two"));
      QCOMPARE(modeOf(file), 0600U);
      QVERIFY(files.restore().empty());
    }
  }

  void aKeptFileThatCannotBeWrittenIsTriedAgain() {
    const std::string path = folder("full"), file = path + "/run/profile.yaml";
    write(path + "/run", "in the way");
    KeptFiles files;
    QVERIFY(!files.put(file, "text").has_value());
    QVERIFY(files.restore().empty());
    fs::remove(path + "/run");
    QCOMPARE(files.restore(), std::vector<std::string>{file});
  }

  void aFolderThatIsThereKeepsItsMode() {
    const std::string path = folder("logs", 0755);
    QVERIFY(core::makePrivateDir(path).has_value());
    QCOMPARE(modeOf(path), 0755U);
  }

  void closedStandardDescriptorsAreOpenedOnNothing() {
    const int in = ::dup(0), out = ::dup(1);
    ::close(0);
    ::close(1);
    core::openStandardFiles();
    struct stat zero{}, one{}, null{};
    ::fstat(0, &zero), ::fstat(1, &one), ::stat("/dev/null", &null);
    ::dup2(in, 0), ::dup2(out, 1);
    ::close(in), ::close(out);
    QCOMPARE(zero.st_rdev, null.st_rdev);
    QCOMPARE(one.st_rdev, null.st_rdev);
    const int next = ::open("/dev/null", O_RDONLY);
    core::openStandardFiles();  // what is open stays
    QVERIFY(next > 2);
    ::close(next);
  }
};

ORDERDECK_TEST(DataFolderTest)
#include "data_folder_test.moc"
