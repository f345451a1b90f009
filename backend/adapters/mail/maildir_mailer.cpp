#include "adapters/mail/maildir_mailer.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "adapters/mail/mail_message.h"
#include "core/circuit_breaker.h"
#include "core/ids.h"

namespace orderdeck::adapters::mail {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

constexpr std::string_view kHost = ".orderdeck";  // ends every file's name, in the place of a host's

std::unexpected<core::Error> unavailable(std::string_view doing, int error) {
  return fail(ErrorCode::Unavailable, fmt::format("the Maildir: {}: {}", doing, std::generic_category().message(error)),
              true);
}

/// Of one mail's file: whether it is due to that, or to the folder and its disk.
std::unexpected<core::Error> failed(std::string_view doing, int error) {
  switch (error) {
    case EISDIR:
    case ELOOP:
    case ENXIO:
    case ENAMETOOLONG:
    case EINVAL:
      return fail(ErrorCode::InvalidArgument,
                  fmt::format("the Maildir: {}: {}", doing, std::generic_category().message(error)));
    case EACCES:
    case EPERM:
      return fail(ErrorCode::Busy, fmt::format("the Maildir: {}: {}", doing, std::generic_category().message(error)),
                  true);
    default: return unavailable(doing, error);
  }
}

/// One that has no place but in this folder.
bool isFileName(std::string_view id) {
  constexpr std::size_t kHalf = 64;  // an order's id may have as many, and the event's is longer
  return !id.starts_with('.') && core::isLegalId(id.substr(0, kHalf)) &&
         (id.size() <= kHalf || core::isLegalId(id.substr(kHalf)));
}

/// Makes `text` the file's whole content; 0, or errno. What is too much is cut off afterwards: a file that is emptied
/// first is written to the disk by ext4 when it is closed, at once.
int writeWhole(int file, std::string_view text) {
  const auto size = static_cast<off_t>(text.size());
  while (!text.empty()) {
    const ssize_t count = ::write(file, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  struct stat status{};
  if (::fstat(file, &status) != 0) return errno;
  return status.st_size > size && ::ftruncate(file, size) != 0 ? errno : 0;
}

/// Moves tmp/name to new/name; 0, or errno: EEXIST when it is there already.
int moveUnlessThere(int from, int to, const char* name) {
  if (::renameat2(from, name, to, name, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  // A file system without that flag: a link refuses an existing name as well.
  if (::linkat(from, name, to, name, 0) != 0) return errno;
  ::unlinkat(from, name, 0);
  return 0;
}

}  // namespace

MaildirMailer::~MaildirMailer() { close(); }

void MaildirMailer::close() {
  if (m_tmp >= 0) ::close(m_tmp);
  if (m_new >= 0) ::close(m_new);
  m_tmp = m_new = -1;
  m_delivered.clear();
}

Result<void> MaildirMailer::open() {
  if (m_new >= 0) return {};
  std::error_code error;
  std::filesystem::create_directories(m_settings.folder, error);
  if (error) return unavailable("make " + m_settings.folder, error.value());
  for (const char* part : {"", "/tmp", "/new", "/cur"}) {
    const std::string path = m_settings.folder + part;
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return unavailable("make " + path, errno);
  }
  ::chmod(m_settings.folder.c_str(), 0700);
  m_tmp = ::open((m_settings.folder + "/tmp").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  m_new = ::open((m_settings.folder + "/new").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (m_tmp < 0 || m_new < 0) {
    const int failed = errno;
    close();
    return unavailable("open " + m_settings.folder, failed);
  }
  if (m_settings.keep > 0) listDelivered();
  return {};
}

void MaildirMailer::listDelivered() {
  struct Found {
    timespec modified;
    std::string name;
  };
  std::vector<Found> found;
  DIR* folder = ::opendir((m_settings.folder + "/new").c_str());
  if (folder == nullptr) return;
  while (const dirent* entry = ::readdir(folder)) {
    struct stat status{};
    if (entry->d_name[0] == '.' || ::fstatat(m_new, entry->d_name, &status, 0) != 0) continue;
    found.push_back({status.st_mtim, entry->d_name});
  }
  ::closedir(folder);
  std::ranges::sort(found, {}, [](const Found& one) {
    return std::tuple(one.modified.tv_sec, one.modified.tv_nsec, std::string_view(one.name));
  });
  for (Found& one : found) m_delivered.push_back(std::move(one.name));
  dropOldest();
}

void MaildirMailer::dropOldest() {
  while (m_delivered.size() > static_cast<std::size_t>(m_settings.keep)) {
    ::unlinkat(m_new, m_delivered.front().c_str(), 0);  // read or deleted by someone meanwhile: as good
    m_delivered.pop_front();
  }
}

std::vector<Result<void>> MaildirMailer::send(std::span<const ports::Mail> mails) {
  std::vector<Result<void>> sent;
  sent.reserve(mails.size());
  const auto done = ports::over(m_interceptor.get(), [&]() -> Result<void> {
    for (const ports::Mail& mail : mails) {
      auto delivered = deliver(mail);
      if (!delivered && core::speaksOfDependency(delivered.error())) return delivered;
      sent.push_back(std::move(delivered));
    }
    return {};
  });
  // Told of a link that lost the answer, of what was written nothing is known.
  if (!done && sent.size() == mails.size()) sent.clear();
  while (sent.size() < mails.size()) sent.push_back(done);
  return sent;
}

Result<void> MaildirMailer::deliver(const ports::Mail& mail) {
  if (auto opened = open(); !opened) return opened;
  auto done = write(mail);
  if (!done) close();  // the folder may have been replaced: the next call looks again
  return done;
}

Result<void> MaildirMailer::write(const ports::Mail& mail) {
  if (!isFileName(mail.messageId))
    return fail(ErrorCode::InvalidArgument, fmt::format("not a message id: '{}'", mail.messageId.substr(0, 40)));
  std::string name = mail.messageId;
  name += kHost;
  if (m_settings.keep > 0 && m_delivered.size() >= static_cast<std::size_t>(m_settings.keep)) reuseOldest(name);
  const int file = ::openat(m_tmp, name.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
                            0600);  // a link or a pipe is nobody's mail
  if (file < 0) return failed("make tmp/" + name, errno);
  int error = writeWhole(file, formatMessage(mail, m_settings.from));
  if (::close(file) != 0 && error == 0) error = errno;
  if (error == 0) error = moveUnlessThere(m_tmp, m_new, name.c_str());
  if (error != 0) ::unlinkat(m_tmp, name.c_str(), 0);
  if (error == EEXIST) return {};
  if (error != 0) return failed("write " + name, error);
  if (m_settings.keep > 0) m_delivered.push_back(std::move(name));
  return {};
}

/// Takes the oldest mail out of new/ and makes its file tmp/name. Not a file that has a second name (a backup by hard
/// links): that one's content must stay.
void MaildirMailer::reuseOldest(const std::string& name) {
  const std::string oldest = std::move(m_delivered.front());
  m_delivered.pop_front();
  struct stat status{};
  if (::fstatat(m_new, oldest.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return;  // read or deleted by someone
  if (status.st_nlink == 1 && S_ISREG(status.st_mode) && ::renameat(m_new, oldest.c_str(), m_tmp, name.c_str()) == 0)
    return;
  ::unlinkat(m_new, oldest.c_str(), 0);
}

}  // namespace orderdeck::adapters::mail
