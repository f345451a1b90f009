// Files that a profile names and others keep: a secret, a certificate. Pure but for the file; any thread.
#pragma once

#include <string>

#include "core/error.h"

namespace orderdeck::runtime {

/// The one line of a file that holds a secret. Unavailable, saying what is wrong but nothing of the content: it cannot
/// be read, is no plain file, is empty or has more than one line or 1,000 bytes, or others than its owner may read it
/// (a file of root's may be shared with one group, as a mounted secret of a container is).
core::Result<std::string> readSecretFile(const std::string& path);

/// Whether it is a plain file that this user can read.
core::Result<void> checkReadable(const std::string& path);

}  // namespace orderdeck::runtime
