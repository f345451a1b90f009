// Mails in a Maildir, on the real file system.
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include <QtTest>

#include "adapters/mail/maildir_mailer.h"
#include "tests/harness/test_registry.h"
#include "tests/unit/sent_mails.h"

using namespace orderdeck;
using adapters::mail::MaildirMailer;
using core::ErrorCode;
using test::allSent;

namespace {

std::set<std::string> filesIn(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.insert(entry.path().filename());
  return names;
}

ports::Mail mailOf(int number, const std::string& body = "Thank you.\n") {
  return {QString("01J%1-confirmation").arg(number, 8, 10, QChar('0')).toStdString(), "user1@example.org", "Your order",
          body, core::fromEpochMillis(1'790'000'000'000)};
}

std::vector<ports::Mail> mails(int from, int count) {
  std::vector<ports::Mail> all;
  for (int i = 0; i < count; ++i) all.push_back(mailOf(from + i));
  return all;
}

}  // namespace

class MailMaildirTest : public QObject {
  Q_OBJECT

 private:
  std::unique_ptr<QTemporaryDir> m_temp;
  std::string m_folder;

 private slots:
  void init() {
    m_temp = std::make_unique<QTemporaryDir>();
    m_folder = m_temp->filePath("deep/mail").toStdString();
  }

  void deliversIntoNew() {
    MaildirMailer mailer({.folder = m_folder});
    QVERIFY(allSent(mailer.send(mails(1, 3))));
    QCOMPARE(filesIn(m_folder + "/new").size(), 3u);
    QVERIFY(filesIn(m_folder + "/tmp").empty());
    QVERIFY(std::filesystem::is_directory(m_folder + "/cur"));
    std::ifstream file(m_folder + "/new/" + *filesIn(m_folder + "/new").begin());
    const std::string text(std::istreambuf_iterator<char>(file), {});
    QVERIFY(text.starts_with("From: orders@orderdeck.local\nTo: user1@example.org\n"));
    QVERIFY(text.ends_with("\n\nThank you.\n"));
    struct stat status{};
    QCOMPARE(::stat(m_folder.c_str(), &status), 0);
    QCOMPARE(status.st_mode & 0777u, 0700u);
  }

  void aMailSentAgainIsThereOnce() {
    MaildirMailer mailer({.folder = m_folder});
    QVERIFY(allSent(mailer.send(mails(1, 3))));
    QVERIFY(allSent(mailer.send(mails(2, 3))));
    MaildirMailer restarted({.folder = m_folder});
    QVERIFY(allSent(restarted.send(mails(1, 5))));
    QCOMPARE(filesIn(m_folder + "/new").size(), 5u);
    QVERIFY(filesIn(m_folder + "/tmp").empty());
  }

  void aHalfWrittenMailIsWrittenAnew() {
    MaildirMailer mailer({.folder = m_folder});
    QVERIFY(allSent(mailer.send(mails(1, 1))));
    const std::string name = *filesIn(m_folder + "/new").begin();
    std::filesystem::remove(m_folder + "/new/" + name);
    std::ofstream(m_folder + "/tmp/" + name) << std::string(100'000, 'x');
    QVERIFY(allSent(mailer.send(mails(1, 1))));
    QVERIFY(std::filesystem::file_size(m_folder + "/new/" + name) < 1'000);
  }

  void keepsTheNewest() {
    MaildirMailer mailer({.folder = m_folder, .keep = 1'000});
    for (int from = 0; from < 3'000; from += 100) QVERIFY(allSent(mailer.send(mails(from, 100))));
    const auto names = filesIn(m_folder + "/new");
    QCOMPARE(names.size(), 1'000u);
    QVERIFY(filesIn(m_folder + "/tmp").empty());
    QVERIFY(names.contains("01J00002999-confirmation.orderdeck"));
    QVERIFY(names.contains("01J00002000-confirmation.orderdeck"));
    QVERIFY(!names.contains("01J00001999-confirmation.orderdeck"));
  }

  void aReusedFileHoldsTheNewMailOnly() {
    MaildirMailer mailer({.folder = m_folder, .keep = 2});
    for (const auto& mail :
         {mailOf(1, std::string(900, 'x') + "\n"), mailOf(2, std::string(900, 'y') + "\n"), mailOf(3, "short\n")})
      QVERIFY(allSent(mailer.send(std::span(&mail, 1))));
    std::ifstream file(m_folder + "/new/01J00000003-confirmation.orderdeck");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    QVERIFY(text.ends_with("\n\nshort\n"));
    QVERIFY(text.find("xxx") == std::string::npos);
  }

  void aBackupByHardLinksStays() {
    MaildirMailer mailer({.folder = m_folder, .keep = 1});
    QVERIFY(allSent(mailer.send(mails(1, 1))));
    const std::string backup = m_temp->filePath("backup").toStdString();
    std::filesystem::create_hard_link(m_folder + "/new/01J00000001-confirmation.orderdeck", backup);
    const auto size = std::filesystem::file_size(backup);
    const ports::Mail next = mailOf(2, "another and longer mail\n");
    QVERIFY(allSent(mailer.send(std::span(&next, 1))));
    QCOMPARE(filesIn(m_folder + "/new"), std::set<std::string>{"01J00000002-confirmation.orderdeck"});
    QCOMPARE(std::filesystem::file_size(backup), size);
  }

  void aMailThatWasReadIsNotMissed() {
    MaildirMailer mailer({.folder = m_folder, .keep = 2});
    QVERIFY(allSent(mailer.send(mails(1, 2))));
    std::filesystem::rename(m_folder + "/new/01J00000001-confirmation.orderdeck",
                            m_folder + "/cur/01J00000001-confirmation.orderdeck:2,S");
    QVERIFY(allSent(mailer.send(mails(3, 1))));
    QCOMPARE(filesIn(m_folder + "/new").size(), 2u);
    QCOMPARE(filesIn(m_folder + "/cur").size(), 1u);
  }

  void keepsTheNewestAcrossRestarts() {
    {
      MaildirMailer mailer({.folder = m_folder, .keep = 0});
      QVERIFY(allSent(mailer.send(mails(0, 600))));
    }
    // Written at one time, as the file system sees it, perhaps: make the order plain.
    for (const std::string& name : filesIn(m_folder + "/new"))
      std::filesystem::last_write_time(m_folder + "/new/" + name,
                                       std::filesystem::file_time_type::clock::now() - std::chrono::hours(1) +
                                           std::chrono::seconds(std::stoi(name.substr(3, 8))));
    MaildirMailer restarted({.folder = m_folder, .keep = 100});
    QVERIFY(allSent(restarted.send(mails(600, 1))));
    const auto names = filesIn(m_folder + "/new");
    QCOMPARE(names.size(), 100u);
    QCOMPARE(*names.begin(), "01J00000501-confirmation.orderdeck");
    QCOMPARE(*names.rbegin(), "01J00000600-confirmation.orderdeck");
  }

  void namesCannotLeaveTheFolder() {
    MaildirMailer mailer({.folder = m_folder});
    for (const char* id : {"../../evil", "", "..", ".hidden", "a/b", "a\nb"}) {
      ports::Mail mail = mailOf(1);
      mail.messageId = id;
      const auto refused = mailer.send(std::span(&mail, 1)).at(0);
      QVERIFY(!refused);
      QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
      QVERIFY(!refused.error().retryable);
    }
  }

  void aFolderThatIsGoneIsMadeAgain() {
    MaildirMailer mailer({.folder = m_folder});
    QVERIFY(allSent(mailer.send(mails(1, 1))));
    std::filesystem::remove_all(m_folder);
    const auto refused = mailer.send(mails(2, 1)).at(0);
    if (!refused) QVERIFY(refused.error().retryable);
    QVERIFY(allSent(mailer.send(mails(2, 1))));
    QCOMPARE(filesIn(m_folder + "/new").size(), 1u);
  }

  void aFolderThatCannotBeMadeIsUnavailable() {
    std::ofstream(m_temp->filePath("file").toStdString()) << "x";
    MaildirMailer mailer({.folder = m_temp->filePath("file/mail").toStdString()});
    const auto refused = mailer.send(mails(1, 1)).at(0);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unavailable);
    QVERIFY(refused.error().retryable);
  }

  void whatIsInOneMailsPlaceIsNotTheOthersMatter() {
    MaildirMailer mailer({.folder = m_folder});
    QVERIFY(allSent(mailer.send(mails(0, 1))));
    std::filesystem::create_directory(m_folder + "/tmp/01J00000002-confirmation.orderdeck");
    std::filesystem::create_symlink("/dev/null", m_folder + "/tmp/01J00000003-confirmation.orderdeck");
    for (int call = 0; call < 2; ++call) {
      const auto sent = mailer.send(mails(1, 4));
      QVERIFY(sent[0] && sent[3]);
      for (const auto& refused : {sent[1], sent[2]}) {
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!refused.error().retryable);
      }
    }
    QCOMPARE(filesIn(m_folder + "/new").size(), 3u);
  }

  void theIdOfAnEventOfAnyOrderIsAName() {
    MaildirMailer mailer({.folder = m_folder});
    ports::Mail mail = mailOf(1);
    mail.messageId = QString("%1-notified").arg(QString(64, 'x')).toStdString();
    QVERIFY(allSent(mailer.send(std::span(&mail, 1))));
    mail.messageId = QString("%1/../../evil").arg(QString(64, 'x')).toStdString();
    QVERIFY(!mailer.send(std::span(&mail, 1)).at(0));
  }

  void aFullDiskIsTheFoldersMatter() {
    MaildirMailer mailer({.folder = m_folder});
    QVERIFY(allSent(mailer.send(mails(0, 1))));
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit none{0, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &none);  // as good as one: a write fails
    const auto sent = mailer.send(mails(1, 3));
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, ignored);
    for (const auto& one : sent) QVERIFY(!one && one.error().retryable && one.error().code == ErrorCode::Unavailable);
    QVERIFY(allSent(mailer.send(mails(1, 3))));
    QCOMPARE(filesIn(m_folder + "/new").size(), 4u);
  }

  void isCheap() {
    constexpr int kCount = 20'000;
    MaildirMailer mailer({.folder = m_folder, .keep = 5'000});
    const std::string body(600, 'x');
    std::vector<ports::Mail> all;
    for (int i = 0; i < kCount; ++i) all.push_back(mailOf(i, body + "\n"));
    // Filled first: what making a file costs depends on what was deleted nearby of late.
    QVERIFY(allSent(mailer.send(mails(100'000, 5'000))));
    rusage before{}, after{};
    ::getrusage(RUSAGE_SELF, &before);
    QElapsedTimer timer;
    timer.start();
    for (std::size_t at = 0; at < all.size(); at += 500) QVERIFY(allSent(mailer.send(std::span(all).subspan(at, 500))));
    const double wall = static_cast<double>(timer.nsecsElapsed()) / 1e3 / kCount;
    ::getrusage(RUSAGE_SELF, &after);
    const auto seconds = [](const rusage& usage) {
      return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
             static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    };
    qInfo("Maildir: %.1f us of CPU and %.1f us a mail, each in the place of an old one",
          (seconds(after) - seconds(before)) * 1e6 / kCount, wall);
    QVERIFY(wall < 1'000);
  }
};

ORDERDECK_TEST(MailMaildirTest)
#include "mail_maildir_test.moc"
