#include "runtime/folder/data_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "api/profile/data_dir.h"
#include "runtime/folder/private_file.h"

namespace orderdeck::runtime {

using core::ErrorCode;
using core::Result;

namespace {

constexpr const char* kMark = "orderdeck-data";
constexpr const char* kLock = "lock";
constexpr std::string_view kMarkText =
    "This folder holds the data of one Orderdeck system. Nothing else belongs into it.\n";
// What may lie in a folder that is empty otherwise: the root of a file system, and the console's log of a daemon that
// is about to start.
constexpr std::array<std::string_view, 2> kStrays = {"lost+found", "console-backend.log"};

std::unexpected<core::Error> refused(const std::string& doing, const std::string& path) {
  return core::fail(ErrorCode::Unavailable, fmt::format("cannot {} {}: {}", doing, path, std::strerror(errno)));
}

std::unexpected<core::Error> unfit(std::string why) { return core::fail(ErrorCode::InvalidArgument, std::move(why)); }

std::string userName(uid_t uid) {
  const passwd* user = ::getpwuid(uid);
  return user ? fmt::format("{} (uid {})", user->pw_name, uid) : fmt::format("uid {}", uid);
}

/// What the lock file says: the pid of the daemon that holds the folder or held it last.
std::string holderIn(int lockFile) {
  char text[32] = {};
  const ssize_t n = ::pread(lockFile, text, sizeof text - 1, 0);
  const std::string_view digits(text, n > 0 ? static_cast<std::size_t>(n) : 0);
  return std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }) ? std::string(digits) : "";
}

std::string holderAt(int folder) {
  const int file = ::openat(folder, kLock, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (file < 0) return "";
  std::string holder = holderIn(file);
  ::close(file);
  return holder;
}

std::unexpected<core::Error> heldBy(const std::string& path, const std::string& pid) {
  return core::fail(ErrorCode::Conflict, fmt::format("the data folder {} is in use by another orderdeckd{}", path,
                                                     pid.empty() ? "" : fmt::format(" (pid {})", pid)));
}

bool holdsFile(int folder, const char* name) {
  struct stat info{};
  return ::fstatat(folder, name, &info, 0) == 0 && S_ISREG(info.st_mode);
}

/// By the mark; or by what systems left that were made before there was one.
bool isMarked(int folder) {
  return holdsFile(folder, kMark) || holdsFile(folder, "run/endpoints.json") || holdsFile(folder, "ledger.sqlite") ||
         !holderAt(folder).empty();
}

/// What a first start leaves that found the disk full.
bool isUnwrittenLock(int folder, std::string_view name) {
  struct stat info{};
  return name == kLock && ::fstatat(folder, kLock, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(info.st_mode) &&
         info.st_size == 0;
}

Result<bool> isEmpty(int folder, const std::string& path) {
  const int again = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* const list = again < 0 ? nullptr : ::fdopendir(again);
  if (!list) return refused("list", path);
  bool empty = true;
  while (const dirent* entry = ::readdir(list)) {
    const std::string_view name = entry->d_name;
    empty = empty && (name == "." || name == ".." || std::ranges::find(kStrays, name) != kStrays.end() ||
                      isUnwrittenLock(folder, name));
  }
  ::closedir(list);
  return empty;
}

bool isHome(const struct stat& folder) {
  const auto home = api::homeFolder();
  struct stat info{};
  return home && ::stat(home->c_str(), &info) == 0 && info.st_dev == folder.st_dev && info.st_ino == folder.st_ino;
}

Result<void> examine(int folder, const std::string& path) {
  struct stat info{};
  if (::fstat(folder, &info) != 0) return refused("look at", path);
  if (info.st_uid != ::geteuid()) {
    return unfit(fmt::format("{} belongs to {}, and this runs as {}: run it as the owner, or name another folder", path,
                             userName(info.st_uid), userName(::geteuid())));
  }
  if (!isMarked(folder)) {
    if (isHome(info)) return unfit(fmt::format("{} is the home folder: name a folder of its own for the data", path));
    const auto empty = isEmpty(folder, path);
    if (!empty) return std::unexpected(empty.error());
    if (!*empty)
      return unfit(
          fmt::format("{} is not empty and is no data folder of Orderdeck: name another, or an empty one", path));
  }
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    const std::string way = (info.st_mode & S_ISVTX) != 0
                                ? "name a folder in it"
                                : fmt::format("forbid it (chmod go-w {}), or name another folder", path);
    return unfit(fmt::format("others may write into {} (mode {:04o}): {}", path, info.st_mode & 07777, way));
  }
  if (::faccessat(folder, ".", W_OK | X_OK, AT_EACCESS) != 0) return refused("write into", path);
  return {};
}

/// A descriptor of the folder.
Result<int> openFolder(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) return fd;
  if (errno == ENOTDIR) return unfit(fmt::format("{} is no folder", path));
  return refused("open the folder", path);
}

}  // namespace

Result<void> DataFolder::check(const std::string& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0 && errno == ENOENT) return {};
  const auto fd = openFolder(path);
  if (!fd) return std::unexpected(fd.error());
  auto fit = examine(*fd, path);
  ::close(*fd);
  return fit;
}

Result<std::unique_ptr<DataFolder>> DataFolder::take(const std::string& path) {
  if (auto made = makePrivateDir(path); !made) return std::unexpected(made.error());
  const auto fd = openFolder(path);
  if (!fd) return std::unexpected(fd.error());
  std::unique_ptr<DataFolder> folder(new DataFolder(path, *fd));
  if (auto held = folder->hold(); !held) return std::unexpected(held.error());
  return folder;
}

Result<void> DataFolder::hold() {
  // Some network file systems lock files only; then the lock file alone must do.
  if (::flock(m_fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return heldBy(m_path, holderAt(m_fd));
  if (auto fit = examine(m_fd, m_path); !fit) return fit;
  if (auto taken = takeLockFile(); !taken) return taken;
  if (!isInPlace()) return core::fail(ErrorCode::Unavailable, fmt::format("{} was moved away just now", m_path));
  const int mark = ::openat(m_fd, kMark, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (mark < 0) return errno == EEXIST ? Result<void>{} : refused("write", m_path + "/" + kMark);
  const bool written = ::write(mark, kMarkText.data(), kMarkText.size()) == static_cast<ssize_t>(kMarkText.size());
  auto answer = written ? Result<void>{} : refused("write", m_path + "/" + kMark);
  ::close(mark);
  if (!written) ::unlinkat(m_fd, kMark, 0);
  return answer;
}

Result<void> DataFolder::takeLockFile() {
  const int file = ::openat(m_fd, kLock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return refused("open", m_path + "/" + kLock);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    auto answer = heldBy(m_path, holderIn(file));
    ::close(file);
    return answer;
  }
  const std::string pid = fmt::format("{}", ::getpid());
  if (::ftruncate(file, 0) != 0 || ::pwrite(file, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    auto answer = refused("write", m_path + "/" + kLock);
    ::close(file);
    return answer;
  }
  if (m_lockFile >= 0) ::close(m_lockFile);
  m_lockFile = file;
  return {};
}

void DataFolder::keepLockFile() {
  struct stat held{}, there{};
  const bool known = ::fstat(m_lockFile, &held) == 0 && ::fstatat(m_fd, kLock, &there, AT_SYMLINK_NOFOLLOW) == 0;
  const bool same = known && held.st_dev == there.st_dev && held.st_ino == there.st_ino;
  if (!same) (void)takeLockFile();
}

bool DataFolder::isInPlace() const {
  struct stat ours{}, there{};
  if (::fstat(m_fd, &ours) != 0) return true;
  if (::stat(m_path.c_str(), &there) != 0) return errno != ENOENT && errno != ENOTDIR;
  return ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

DataFolder::~DataFolder() {
  if (m_lockFile >= 0) ::close(m_lockFile);
  ::close(m_fd);
}

}  // namespace orderdeck::runtime
