// Standard input, output and error as every program of ours needs them. Main thread; openStandardFiles() before
// anything else.
#pragma once

namespace orderdeck::core {

/// Opens /dev/null for each of the descriptors 0 to 2 that is closed. Otherwise the next file that is opened would
/// become standard output or error, and the log would be written into it.
void openStandardFiles();

/// Writes out what was printed so far. False, with the reason in errno, when any of it could not be written (a full
/// disk).
bool flushStandardOutput();

/// The exit status of `program`, which would end with `status`: 1 instead of 0, and the reason on standard error, when
/// what it printed could not be written. Nobody would know that an answer is missing otherwise.
int finish(const char* program, int status);

}  // namespace orderdeck::core
