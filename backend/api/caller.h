// Who makes a call, and why: header fields of every act, as a client writes them and as the daemon reads them. Texts
// are percent-encoded UTF-8 (RFC 3986), so that a name of any language stands in a header. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "api/acts.h"
#include "core/error.h"

namespace orderdeck::api {

inline constexpr const char* kOperatorHeader = "X-Operator";
inline constexpr const char* kReasonHeader = "X-Reason";
inline constexpr std::size_t kMostOperator = 64, kMostReason = 500;  // bytes of UTF-8

inline constexpr std::string_view kConsoleProgram = "orderdeck", kCtlProgram = "orderdeckctl";

/// A client of the control API.
struct Caller {
  std::string program;  // kConsoleProgram, kCtlProgram; empty: says nothing
  std::string user;     // who acts
  std::string reason = {};
};

/// `program` with the name that the user of this process logs in by ("uid 1000" when there is none).
Caller callerOf(std::string_view program, std::string reason = {});

/// User-Agent: orderdeckctl/1.2
std::string userAgentOf(const Caller& caller);
Through throughOf(std::string_view userAgent);

/// The value of such a header. InvalidArgument, naming it: no UTF-8 behind its escapes, a control character, or longer
/// than `most` bytes. Blanks around it go.
core::Result<std::string> readHeaderText(std::string_view header, std::string_view value, std::size_t most);

/// `text`, or its beginning and an ellipsis: at most `most` bytes, and whole characters.
std::string shortened(std::string_view text, std::size_t most);

}  // namespace orderdeck::api
