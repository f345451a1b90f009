// Small private files by which other processes find this system (run.json, run/...): written when their text changes,
// and again when somebody removed or changed them. Owned by the daemon; any thread.
#pragma once

#include <sys/stat.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/error.h"

namespace orderdeck::runtime {

class KeptFiles {
 public:
  /// `path` shall hold `text`, from now on. Unavailable when it cannot be written now; restore() tries again.
  core::Result<void> put(const std::string& path, std::string text);

  /// Writes every file that is not as we left it, and its folder if need be. The paths of those written.
  std::vector<std::string> restore();

 private:
  struct File {
    std::string text;
    struct stat written{};  // as we left it; an inode of 0 means not written yet
    std::string trouble;    // why it could not be written, as logged
  };

  static bool isIntact(const std::string& path, const File& file);
  static core::Result<void> write(const std::string& path, File& file);

  std::mutex m_mutex;
  std::map<std::string, File> m_files;
};

}  // namespace orderdeck::runtime
