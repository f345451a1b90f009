// The folder that holds one system: who holds it, and whether it is still where it was. Which folder may become one:
// api/profile/folder_check.
// Permissions of a folder that was there before are never changed. Owned by the daemon; after take() any thread.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "core/error.h"

namespace orderdeck::runtime {

class DataFolder {
 public:
  /// Makes the folder and those above it (mode 0700), or takes the one that is there: an empty one, or the data folder
  /// of a system, into which nobody else may write. Holds it until the end of this process, however it ends.
  /// InvalidArgument: it cannot be a data folder; Conflict: another daemon holds it, named by its pid; Unavailable: the
  /// file system refuses.
  static core::Result<std::unique_ptr<DataFolder>> take(const std::string& path);

  ~DataFolder();
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

  const std::string& path() const { return m_path; }

  /// False once the folder was moved away or removed: what is at its path then, if anything, is not ours.
  bool isInPlace() const;

  /// Puts back the file that names us as the holder, if somebody removed it. Without it a second daemon is refused all
  /// the same, but not told by whom.
  void keepLockFile();

 private:
  DataFolder(std::string path, int fd) : m_path(std::move(path)), m_fd(fd) {}
  core::Result<void> hold();
  core::Result<void> takeLockFile();

  const std::string m_path;
  const int m_fd;       // the folder itself, which carries the lock
  int m_lockFile = -1;  // DATA/lock: carries a second lock, for daemons that know only that one, and our pid
};

}  // namespace orderdeck::runtime
