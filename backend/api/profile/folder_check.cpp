#include "api/profile/folder_check.h"

#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "api/profile/data_dir.h"

namespace orderdeck::api {

using core::ErrorCode;
using core::Result;

std::string holderIn(int lockFile) {
  char text[32] = {};
  const ssize_t n = ::pread(lockFile, text, sizeof text - 1, 0);
  const std::string_view digits(text, n > 0 ? static_cast<std::size_t>(n) : 0);
  return std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }) ? std::string(digits) : "";
}

std::string lockHolder(int folder) {
  const int file = ::openat(folder, kDataFolderLock, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (file < 0) return "";
  std::string holder = holderIn(file);
  ::close(file);
  return holder;
}

namespace {

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

bool holdsFile(int folder, const char* name) {
  struct stat info{};
  return ::fstatat(folder, name, &info, 0) == 0 && S_ISREG(info.st_mode);
}

/// By the mark; or by what systems left that were made before there was one.
bool isMarked(int folder) {
  return holdsFile(folder, kDataFolderMark) || holdsFile(folder, "run/endpoints.json") ||
         holdsFile(folder, "ledger.sqlite") || !lockHolder(folder).empty();
}

/// What a first start leaves that found the disk full.
bool isUnwrittenLock(int folder, std::string_view name) {
  struct stat info{};
  return name == kDataFolderLock && ::fstatat(folder, kDataFolderLock, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
         S_ISREG(info.st_mode) && info.st_size == 0;
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
  const auto home = homeFolder();
  struct stat info{};
  return home && ::stat(home->c_str(), &info) == 0 && info.st_dev == folder.st_dev && info.st_ino == folder.st_ino;
}

}  // namespace

Result<void> checkDataFolder(int folder, const std::string& path) {
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

Result<int> openDataFolder(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) return fd;
  if (errno == ENOTDIR) return unfit(fmt::format("{} is no folder", path));
  return refused("open the folder", path);
}

Result<void> checkDataFolder(const std::string& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0 && errno == ENOENT) return {};
  const auto fd = openDataFolder(path);
  if (!fd) return std::unexpected(fd.error());
  auto fit = checkDataFolder(*fd, path);
  ::close(*fd);
  return fit;
}

}  // namespace orderdeck::api
