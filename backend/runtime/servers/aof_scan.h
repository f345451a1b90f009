// Finds where a file of Redis' append-only log stops being whole: the last command, or transaction, that is complete.
// Pure; any thread.
//
// The file is a sequence of commands in Redis' protocol (arrays of bulk strings); what a script wrote stands between
// MULTI and EXEC. A server that loads a file which ends inside a command cuts it after the last whole command, also
// inside a MULTI, and appends to that (7.0): the half transaction then becomes part of the next one. So it has to be
// cut at the MULTI, before the server sees it
// (https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/).
#pragma once

#include <cstdint>
#include <string_view>

namespace orderdeck::runtime {

struct AofScan {
  std::size_t whole =
      0;  // bytes up to the end of the last whole command or transaction; the file's size when nothing is torn
  /// What follows `whole` is a torn write: half a command, a transaction without its end, zeros or garbage. False:
  /// commands that can be read come after the place where it cannot be read on, or a transaction begins inside another,
  /// so that something in the middle of the file is damaged.
  bool isTail = true;
};

AofScan scanAof(std::string_view file);

}  // namespace orderdeck::runtime
