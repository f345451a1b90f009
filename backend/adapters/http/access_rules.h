// Which requests a server takes, by what a browser cannot forge: the Host they were sent to (else a page whose name
// resolves to this machine could read: DNS rebinding), the Origin they come from, and the type of their body (else a
// page of any site could order: CSRF). Immutable; any thread.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ports/http.h"
#include "ports/http_authority.h"
#include "request_head.h"

namespace orderdeck::adapters::http {

class AccessRules {
 public:
  /// Takes localhost, 127.0.0.1, [::1] and `listensOn` (an IP address), each with `port` or none, and `allowed`: names
  /// with a port of their own, names without (then as above), or * for any.
  AccessRules(const std::string& listensOn, int port, const std::set<std::string>& allowed);

  /// The refusal of a request by its Host and its Origin, if any. `authority`: the one of a target in absolute form.
  std::optional<ports::HttpReply> check(const RequestHead& head, std::string_view method,
                                        std::optional<std::string_view> authority) const;

 private:
  std::optional<ports::HttpReply> checkHost(std::string_view text) const;
  bool isAllowed(const ports::HttpAuthority& authority) const;
  bool isOurs(std::string_view origin, std::optional<std::string_view> requested) const;

  int m_port;
  bool m_any = false;
  std::vector<ports::HttpAuthority> m_own;      // loopback names and the address; without port
  std::vector<ports::HttpAuthority> m_further;  // of the profile
  std::vector<std::string> m_usual;             // forms that need no parsing
  std::string m_list;                           // for people
  std::string m_origins;                        // as well
};

/// The refusal of a body that is not JSON in UTF-8, as it is. A browser asks before it sends that type to another
/// origin, and is not allowed to. The refusal says what is taken (Accept-Post, Accept-Encoding).
std::optional<ports::HttpReply> refuseBody(const ports::HttpRequest& request, const RequestHead& head);

}  // namespace orderdeck::adapters::http
