// Holds a data folder for one daemon: two on one folder would fight over every file in it. The kernel lets go when the process ends, however it ends.
#pragma once

#include <string>

namespace orderdeck::daemon {

class DataLock {
 public:
  /// Throws std::runtime_error, naming the process that holds it, when the folder is taken.
  explicit DataLock(const std::string& dataDir);
  ~DataLock();
  DataLock(const DataLock&) = delete;
  DataLock& operator=(const DataLock&) = delete;

 private:
  int m_fd;
};

}  // namespace orderdeck::daemon
