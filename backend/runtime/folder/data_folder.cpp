#include "runtime/folder/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

#include "api/profile/folder_check.h"
#include "core/private_file.h"

namespace orderdeck::runtime {

using core::ErrorCode;
using core::Result;

namespace {

constexpr const char* kMark = api::kDataFolderMark;
constexpr const char* kLock = api::kDataFolderLock;
constexpr std::string_view kMarkText =
    "This folder holds the data of one Orderdeck system. Nothing else belongs into it.\n";

std::unexpected<core::Error> refused(const std::string& doing, const std::string& path) {
  return core::fail(ErrorCode::Unavailable, fmt::format("cannot {} {}: {}", doing, path, std::strerror(errno)));
}

std::unexpected<core::Error> heldBy(const std::string& path, const std::string& pid) {
  return core::fail(ErrorCode::Conflict, fmt::format("the data folder {} is in use by another orderdeckd{}", path,
                                                     pid.empty() ? "" : fmt::format(" (pid {})", pid)));
}

}  // namespace

Result<std::unique_ptr<DataFolder>> DataFolder::take(const std::string& path) {
  if (auto made = core::makePrivateDir(path); !made) return std::unexpected(made.error());
  const auto fd = api::openDataFolder(path);
  if (!fd) return std::unexpected(fd.error());
  std::unique_ptr<DataFolder> folder(new DataFolder(path, *fd));
  if (auto held = folder->hold(); !held) return std::unexpected(held.error());
  return folder;
}

Result<void> DataFolder::hold() {
  // Some network file systems lock files only; then the lock file alone must do.
  if (::flock(m_fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return heldBy(m_path, api::lockHolder(m_fd));
  if (auto fit = api::checkDataFolder(m_fd, m_path); !fit) return fit;
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
    auto answer = heldBy(m_path, api::holderIn(file));
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
