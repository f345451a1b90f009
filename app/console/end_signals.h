// The signals that end the console, for the event loop.
#pragma once

namespace orderdeck::console {

/// Blocks core::endSignals() for this and every later thread and returns a descriptor that is readable once one
/// came.
int blockEndSignals();

/// Takes the signal that came, if one did; the next one ends the process at once again. On the thread that blocked
/// them.
bool takeEndSignal(int descriptor);

}  // namespace orderdeck::console
