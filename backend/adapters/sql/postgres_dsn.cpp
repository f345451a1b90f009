#include "adapters/sql/postgres_dsn.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "core/address.h"

namespace orderdeck::adapters::sql {

namespace {

std::unexpected<core::Error> wrong(const char* what) {
  return core::fail(core::ErrorCode::InvalidArgument,
                    std::string("the ledger's connection string (ledger.dsn) ") + what);
}

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

}  // namespace

core::Result<PostgresParameters> parsePostgresDsn(std::string_view dsn) {
  for (const std::string_view scheme : {"postgresql://", "postgres://"}) {
    if (!dsn.starts_with(scheme)) continue;
    const auto url = core::parseUrl(dsn);
    return url ? parametersOf(*url) : wrong("must be percent-encoded");
  }
  return parseWords(dsn);
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

}  // namespace orderdeck::adapters::sql
