#include "faults/inject/hit_counter.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "core/ids.h"

namespace orderdeck::faults {

bool HitCounter::take(const std::string& id, std::int64_t most) const {
  if (!core::isLegalId(id)) return false;
  ::mkdir(m_folder.c_str(), 0700);
  const int file = ::open((m_folder + "/" + id).c_str(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) return false;
  struct stat now{};
  // The lock ends with the file's last descriptor, however this process ends.
  const bool taken =
      ::flock(file, LOCK_EX) == 0 && ::fstat(file, &now) == 0 && now.st_size < most && ::write(file, "x", 1) == 1;
  ::close(file);
  return taken;
}

std::int64_t HitCounter::count(const std::string& id) const {
  struct stat now{};
  return core::isLegalId(id) && ::stat((m_folder + "/" + id).c_str(), &now) == 0 && S_ISREG(now.st_mode) ? now.st_size
                                                                                                         : 0;
}

void HitCounter::clear() const {
  std::error_code ignored;  // what cannot be removed belongs to a fault that is over
  std::filesystem::remove_all(m_folder, ignored);
}

}  // namespace orderdeck::faults
