#include "access_rules.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/beast/core/string.hpp>

namespace orderdeck::adapters::http {

using boost::beast::iequals;
using ports::HttpAuthority;
using ports::HttpReply;
using ports::parseAuthority;

namespace {

constexpr int kHttpPort = 80, kHttpsPort = 443;

struct Origin {
  HttpAuthority authority;
  int defaultPort = kHttpPort;
  int port() const { return authority.port.value_or(defaultPort); }
};

/// scheme://host[:port]; nothing for "null" and for what is no web page's.
std::optional<Origin> parseOrigin(std::string_view text) {
  const std::size_t colon = text.find("://");
  if (colon == text.npos) return std::nullopt;
  const std::string_view scheme = text.substr(0, colon);
  const bool https = iequals(scheme, "https");
  if (!https && !iequals(scheme, "http")) return std::nullopt;
  auto authority = parseAuthority(text.substr(colon + 3));
  if (!authority) return std::nullopt;
  return Origin{*std::move(authority), https ? kHttpsPort : kHttpPort};
}

}  // namespace

AccessRules::AccessRules(const std::string& listensOn, int port, const std::set<std::string>& allowed) : m_port(port) {
  const std::string address = listensOn.find(':') == std::string::npos ? listensOn : "[" + listensOn + "]";
  for (const std::string& name : {std::string("localhost"), std::string("127.0.0.1"), std::string("[::1]"), address}) {
    const auto own = parseAuthority(name);
    if (own && std::ranges::find(m_own, *own) == m_own.end()) m_own.push_back(*own);
  }
  for (const std::string& name : allowed) {
    if (name == "*")
      m_any = true;
    else if (const auto further = parseAuthority(name))
      m_further.push_back(*further);
  }
  std::vector<std::string> shown;
  for (const auto* names : {&m_own, &m_further}) {
    for (const HttpAuthority& name : *names) {
      shown.push_back(ports::toString({name.host, name.port.value_or(port)}));
      m_usual.push_back(shown.back());
      if (!name.port) m_usual.push_back(name.host);
    }
  }
  m_list = fmt::format("{}", fmt::join(shown, ", "));
  m_origins = fmt::format("http://{}", fmt::join(shown, ", http://"));
}

std::optional<HttpReply> AccessRules::check(const RequestHead& head, std::string_view method,
                                            std::optional<std::string_view> authority) const {
  if (!head.host && !head.http10) return ports::problem("invalid_argument", "the field Host is absent");
  if (head.host) {
    if (auto refusal = checkHost(*head.host)) return refusal;
  }
  if (authority) {  // RFC 9112, 3.2.2: it counts, and not the Host; a client that says two things is no honest one
    if (auto refusal = checkHost(*authority)) return refusal;
  }
  if (ports::isSafe(method)) return std::nullopt;
  const auto requested = authority ? authority : head.host ? std::optional<std::string_view>(*head.host) : std::nullopt;
  if (head.fetchSite && !iequals(*head.fetchSite, "same-origin") && !iequals(*head.fetchSite, "none")) {
    return ports::problem("forbidden_origin", "a page of another site may not send this (Sec-Fetch-Site)");
  }
  if (head.origin && !isOurs(*head.origin, requested)) {
    return ports::problem(
        "forbidden_origin",
        fmt::format("a page of another origin may not send this: Origin must be absent, or one of {}", m_origins));
  }
  return std::nullopt;
}

std::optional<HttpReply> AccessRules::checkHost(std::string_view text) const {
  if (std::ranges::find(m_usual, text) != m_usual.end()) return std::nullopt;
  const auto authority = parseAuthority(text);
  if (!authority) return ports::problem("invalid_argument", "Host is not a host with or without a port");
  if (isAllowed(*authority)) return std::nullopt;
  return ports::problem(
      "misdirected",
      fmt::format("Host must be one of {}; further names belong into allowedHosts of the profile", m_list));
}

bool AccessRules::isAllowed(const HttpAuthority& authority) const {
  if (m_any) return true;
  const bool usualPort = !authority.port || *authority.port == m_port || *authority.port == kHttpPort;
  const auto fits = [&](const HttpAuthority& name) {
    return name.host == authority.host &&
           (name.port ? name.port == authority.port : usualPort || *authority.port == kHttpsPort);
  };
  return (usualPort && std::ranges::any_of(m_own, fits)) || std::ranges::any_of(m_further, fits);
}

/// Whether an Origin is that of the request itself, or of a page of this server under another of its names.
bool AccessRules::isOurs(std::string_view text, std::optional<std::string_view> requested) const {
  const auto origin = parseOrigin(text);
  if (!origin) return false;
  const auto sameAs = [&](const HttpAuthority& name, int port) {
    return name.host == origin->authority.host && port == origin->port();
  };
  if (const auto target = requested ? parseAuthority(*requested) : std::nullopt;
      target && sameAs(*target, target->port.value_or(origin->defaultPort)))
    return true;
  const auto own = [&](const HttpAuthority& name) { return sameAs(name, m_port); };
  const auto further = [&](const HttpAuthority& name) {
    return sameAs(name, name.port.value_or(m_port)) || (!name.port && sameAs(name, origin->defaultPort));
  };
  return std::ranges::any_of(m_own, own) || std::ranges::any_of(m_further, further);
}

namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

bool isJson(std::string_view type) {
  if (iequals(type, "application/json")) return true;
  constexpr std::string_view kSuffix = "+json";
  const bool oneType = std::ranges::none_of(type, [](char c) { return c == ' ' || c == '\t' || c == ','; }) &&
                       std::ranges::count(type, '/') == 1;
  return oneType && type.size() > kSuffix.size() && iequals(type.substr(type.size() - kSuffix.size()), kSuffix);
}

/// JSON has no parameter that says a charset (RFC 8259, 11); who names one means it.
bool isUtf8(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::size_t end = std::min(parameters.find(';'), parameters.size());
    const std::string_view parameter = trimmed(parameters.substr(0, end));
    parameters.remove_prefix(std::min(end + 1, parameters.size()));
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    if (!iequals(trimmed(parameter.substr(0, equals)), "charset")) continue;
    std::string_view name = trimmed(parameter.substr(std::min(equals + 1, parameter.size())));
    if (name.size() > 1 && name.starts_with('"') && name.ends_with('"')) name = name.substr(1, name.size() - 2);
    if (!iequals(name, "utf-8") && !iequals(name, "us-ascii")) return false;
  }
  return true;
}

}  // namespace

std::optional<HttpReply> refuseBody(const ports::HttpRequest& request, const RequestHead& head) {
  const std::string_view whole = request.contentType;
  const std::size_t end = std::min(whole.find(';'), whole.size());
  if (!isJson(trimmed(whole.substr(0, end))) || !isUtf8(whole.substr(end))) {
    HttpReply reply = ports::problem("unsupported_media_type",
                                     "a body must be JSON in UTF-8 and say so: Content-Type: application/json (curl "
                                     "--json does)");
    reply.headers.emplace_back(request.method == "PATCH" ? "Accept-Patch" : "Accept-Post", "application/json");
    return reply;
  }
  if (head.contentCoding && !iequals(*head.contentCoding, "identity")) {
    HttpReply reply = ports::problem("unsupported_media_type", "a body must come as it is: no Content-Encoding");
    reply.headers.emplace_back("Accept-Encoding", "identity");
    return reply;
  }
  return std::nullopt;
}

}  // namespace orderdeck::adapters::http
