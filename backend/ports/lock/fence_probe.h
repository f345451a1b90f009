// Proves that the store refuses a write with an old fencing token. One object is one connection and belongs to one
// thread.
#pragma once

#include "core/error.h"

namespace orderdeck::ports {

class FenceProbe {
 public:
  virtual ~FenceProbe() = default;

  /// Tries to sell a made-up order's stock with the token before the newest, by the very means that services use, where
  /// nobody else can see it. Whether it was refused for that token. Leaves nothing behind.
  virtual core::Result<bool> refusesOldToken() = 0;
};

}  // namespace orderdeck::ports
