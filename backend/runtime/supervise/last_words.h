// Why a process ended, as far as others can tell: what it said last, and whether the kernel was short of memory. The
// supervisor's; pure but for reading files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace orderdeck::runtime {

/// The last line of a log that says what is wrong: of our own lines and of Redis' only errors and warnings count, of
/// others' text any line. Without the time, the name and the level; at most 300 bytes of UTF-8. Empty when there is
/// none.
std::string lastComplaint(std::string_view log);

/// lastComplaint() of what was appended to the file since it was `from` bytes long.
std::string lastWords(const std::string& logFile, std::int64_t from);

/// How many processes the kernel has killed since the machine started because memory ran out, in any control group; 0
/// when it does not say.
std::int64_t memoryKills();

}  // namespace orderdeck::runtime
