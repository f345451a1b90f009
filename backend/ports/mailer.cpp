#include "ports/mailer.h"

#include <algorithm>
#include <charconv>

namespace orderdeck::ports {

core::Result<MailServer> parseMailServer(const std::string& endpoint) {
  MailServer server;
  const std::size_t colon = endpoint.rfind(':'), bracket = endpoint.rfind(']');
  const bool hasPort = colon != std::string::npos && (bracket == std::string::npos || bracket < colon);
  server.host = endpoint.substr(0, hasPort ? colon : std::string::npos);
  if (hasPort) server.port = endpoint.substr(colon + 1);
  const bool isBracketed = server.host.starts_with('[') && server.host.ends_with(']');
  if (isBracketed) server.host = server.host.substr(1, server.host.size() - 2);
  // An IPv6 address needs brackets: who could tell its end from a port?
  const bool isHost = !server.host.empty() &&
                      server.host.find_first_of(isBracketed ? "[]/@ \t\r\n" : "[]:/@ \t\r\n") == std::string::npos;
  unsigned short port = 0;
  const char* const end = server.port.data() + server.port.size();
  const auto [stop, error] = std::from_chars(server.port.data(), end, port);
  if (isHost && error == std::errc{} && stop == end && port > 0) return server;
  return core::fail(core::ErrorCode::InvalidArgument,
                    "not a mail server: '" + endpoint + "', expected host, host:port or [IPv6]:port");
}

bool isMailAddress(std::string_view address) {
  return !address.empty() && address.size() <= 320 && std::ranges::all_of(address, [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f && c != '<' && c != '>';
  });
}

}  // namespace orderdeck::ports
