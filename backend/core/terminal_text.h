// Text from outside as a terminal may show it: data, and never a command. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace orderdeck::core {

/// Every character that is not there to be seen is replaced by what it is called: control characters (C0, DEL, C1; also
/// line ends and tabs), those that turn or hide the text around them (bidirectional controls, zero-width ones, line and
/// paragraph separators), and bytes that are no UTF-8: \n, \t, \x1b, \u{202e}. What is safe stays as it is.
std::string terminalText(std::string_view text);

/// JSON with the same characters as the escapes of JSON, \u202e: the same value for a program.
std::string terminalJson(std::string_view json);

}  // namespace orderdeck::core
