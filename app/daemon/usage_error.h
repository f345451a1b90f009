// What the caller got wrong (an option, a profile): exit status 2, where every other failure is 1.
#pragma once

#include <stdexcept>

namespace orderdeck::daemon {

class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace orderdeck::daemon
