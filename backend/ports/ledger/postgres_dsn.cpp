#include "ports/ledger/postgres_dsn.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <optional>

#include "core/address.h"

namespace orderdeck::ports {

namespace {

std::unexpected<core::Error> wrong(const char* what) { return core::fail(core::ErrorCode::InvalidArgument, what); }

bool isSpace(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

core::Result<PostgresParameters> parseWords(std::string_view text) {
  PostgresParameters out;
  std::size_t i = 0;
  const auto skipSpace = [&] {
    while (i < text.size() && isSpace(text[i])) ++i;
  };
  for (skipSpace(); i < text.size(); skipSpace()) {
    std::string name, value;
    while (i < text.size() && text[i] != '=' && !isSpace(text[i])) name += text[i++];
    skipSpace();
    if (name.empty() || i >= text.size() || text[i] != '=')
      return wrong("must be of the form name=value ...; a value with a space in it stands in single quotes");
    ++i;
    skipSpace();
    const bool quoted = i < text.size() && text[i] == '\'';
    if (quoted) ++i;
    while (i < text.size() && (quoted ? text[i] != '\'' : !isSpace(text[i]))) {
      if (text[i] == '\\' && i + 1 < text.size()) ++i;
      value += text[i++];
    }
    if (quoted && i++ >= text.size()) return wrong("has a quote that is never closed");
    out[name] = value;
  }
  return out;
}

core::Result<PostgresParameters> parametersOf(const core::Url& url) {
  PostgresParameters out;
  const auto put = [&out](const std::string& name, std::string value) {
    if (!value.empty()) out[name] = std::move(value);
  };
  put("user", url.user);
  put("password", url.password);
  const auto database = core::percentDecoded(url.path);
  if (!database) return wrong("must be percent-encoded");
  put("dbname", *database);
  // Several hosts may be named: host:port,host:port. A socket's folder is one, too, percent-encoded.
  std::string hosts, ports;
  for (std::string_view places = url.place; !places.empty();) {
    const std::string_view place = places.substr(0, places.find(','));
    places.remove_prefix(std::min(places.size(), place.size() + 1));
    const auto authority = core::parseAuthority(place);
    const auto folder = authority ? std::nullopt : core::percentDecoded(place);
    if (!authority && (!folder || !folder->starts_with('/')))
      return wrong("must name hosts as host, host:port or [IPv6]:port");
    if (!hosts.empty()) hosts += ',', ports += ',';
    hosts += authority ? authority->host : *folder;
    if (authority && authority->port) ports += std::to_string(*authority->port);
  }
  put("host", hosts);
  if (ports.find_first_not_of(',') != std::string::npos) put("port", ports);
  for (std::string_view parameters = url.query; !parameters.empty();) {
    const std::string_view one = parameters.substr(0, parameters.find('&'));
    parameters.remove_prefix(std::min(parameters.size(), one.size() + 1));
    const std::size_t equals = one.find('=');
    if (equals == std::string_view::npos || equals == 0) return wrong("must have name=value between '?' and each '&'");
    const auto value = core::percentDecoded(one.substr(equals + 1));
    if (!value) return wrong("must be percent-encoded");
    put(std::string(one.substr(0, equals)), *value);
  }
  return out;
}

std::vector<std::string> listOf(const PostgresParameters& parameters, const char* name) {
  std::vector<std::string> entries;
  const auto found = parameters.find(name);
  if (found == parameters.end()) return entries;
  for (std::size_t at = 0; at <= found->second.size();) {
    const std::size_t end = std::min(found->second.find(',', at), found->second.size());
    entries.push_back(found->second.substr(at, end - at));
    at = end + 1;
  }
  return entries;
}

bool isPort(const std::string& text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return text.empty() || (error == std::errc{} && end == text.data() + text.size() && port > 0);
}

core::Result<PostgresParameters> takenApart(std::string_view dsn) {
  for (const std::string_view scheme : {"postgresql://", "postgres://"}) {
    if (!dsn.starts_with(scheme)) continue;
    const auto url = core::parseUrl(dsn);
    return url ? parametersOf(*url) : wrong("must be percent-encoded");
  }
  return parseWords(dsn);
}

}  // namespace

core::Result<PostgresParameters> parsePostgresDsn(std::string_view dsn) {
  auto parameters = takenApart(dsn);
  if (parameters && !std::ranges::all_of(listOf(*parameters, "port"), isPort))
    return wrong("must have ports from 1 to 65535");
  return parameters;
}

std::vector<std::string> hostsOf(const PostgresParameters& parameters) {
  std::vector<std::string> hosts = listOf(parameters, "host");
  std::erase_if(hosts, [](const std::string& host) {
    return host.empty() || host.starts_with('/') || host.starts_with('@');  // libpq: a socket's folder, or its name
  });
  return hosts;
}

std::string encodePostgresDsn(const PostgresParameters& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += ' ';
    out += name + "='";
    for (const char c : value) {
      if (c == '\'' || c == '\\') out += '\\';
      out += c;
    }
    out += '\'';
  }
  return out;
}

std::string withoutPassword(std::string_view dsn) {
  auto parameters = parsePostgresDsn(dsn);
  if (!parameters) return "(not shown)";
  parameters->erase("password");
  parameters->erase("sslpassword");
  return encodePostgresDsn(*parameters);
}

}  // namespace orderdeck::ports
