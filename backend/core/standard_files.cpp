#include "core/standard_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
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
  if (!failedBefore) return true;
  // Why it failed then is gone: what is whole no more is written to once more, to hear it again.
  if (::write(STDOUT_FILENO, "\n", 1) >= 0) errno = EIO;
  return false;
}

int finish(const char* program, int status) {
  if (flushStandardOutput()) return status;
  std::fprintf(stderr, "%s: the output cannot be written: %s\n", program, std::strerror(errno));
  return status == 0 ? 1 : status;
}

}  // namespace orderdeck::core
