#include "core/standard_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <initializer_list>

namespace orderdeck::core {

void openStandardFiles() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // open() gives the lowest one that is free: this one, since those below it are open.
    if (::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF) static_cast<void>(::open("/dev/null", O_RDWR));
  }
}

bool flushStandardOutput() {
  const bool failedBefore = std::ferror(stdout) != 0;
  if (std::fflush(stdout) != 0) return false;
  if (failedBefore) errno = ENOSPC;  // nothing else says why
  return !failedBefore;
}

}  // namespace orderdeck::core
