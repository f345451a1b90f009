// What stands before every call of a router: who may make it, and what is written down of it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/acts.h"
#include "ports/http.h"

namespace orderdeck::runtime {

class Gate {
 public:
  using Places = std::vector<std::string>;  // what stands in the place of a path's {names}: legal ids
  using CarryOut =
      std::move_only_function<void(ports::HttpRequest request, Places at, ports::HttpRespond respond)>;  // any thread

  virtual ~Gate() = default;
  /// Answers the call itself, or has it carried out. Called on the io thread: does not block.
  virtual void enter(ports::HttpRequest request, Places at, const api::Access& access, ports::HttpRespond respond,
                     CarryOut carryOut) = 0;
};

}  // namespace orderdeck::runtime
