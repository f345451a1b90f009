#include "adapters/sql/postgres_dsn.h"

#include <cctype>
#include <optional>

namespace orderdeck::adapters::sql {

namespace {

std::unexpected<core::Error> wrong(const char* what) {
  return core::fail(core::ErrorCode::InvalidArgument,
                    std::string("the ledger's connection string (ledger.dsn) ") + what);
}

bool isSpace(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hexDigit(text[i + 1]) : -1,
              low = i + 2 < text.size() ? hexDigit(text[i + 2]) : -1;
    if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

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

core::Result<PostgresParameters> parseUrl(std::string_view rest) {
  PostgresParameters out;
  const auto put = [&out](const std::string& name, std::string_view text) {
    if (text.empty()) return true;
    const auto value = decoded(text);
    if (value) out[name] = *value;
    return value.has_value();
  };
  bool good = true;
  const std::size_t question = rest.find('?');
  std::string_view parameters = question == std::string_view::npos ? "" : rest.substr(question + 1);
  rest = rest.substr(0, question);
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
    const std::string_view login = rest.substr(0, at);
    const std::size_t colon = login.find(':');
    good = put("user", login.substr(0, colon)) &&
           (colon == std::string_view::npos || put("password", login.substr(colon + 1)));
    rest.remove_prefix(at + 1);
  }
  const std::size_t slash = rest.find('/');
  if (slash != std::string_view::npos) good = good && put("dbname", rest.substr(slash + 1));
  // Several hosts may be named: host:port,host:port.
  std::string hosts, ports;
  for (std::string_view places = rest.substr(0, slash); !places.empty();) {
    const std::string_view place = places.substr(0, places.find(','));
    places.remove_prefix(std::min(places.size(), place.size() + 1));
    const std::size_t colon = place.ends_with(']') ? std::string_view::npos : place.rfind(':');
    std::string_view host = place.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    if (!hosts.empty()) hosts += ',', ports += ',';
    hosts += host;
    if (colon != std::string_view::npos) ports += place.substr(colon + 1);
  }
  good = good && put("host", hosts) && (ports.find_first_not_of(',') == std::string::npos || put("port", ports));
  while (!parameters.empty()) {
    const std::string_view one = parameters.substr(0, parameters.find('&'));
    parameters.remove_prefix(std::min(parameters.size(), one.size() + 1));
    const std::size_t equals = one.find('=');
    if (equals == std::string_view::npos || equals == 0) return wrong("must have name=value between '?' and each '&'");
    good = good && put(std::string(one.substr(0, equals)), one.substr(equals + 1));
  }
  if (!good) return wrong("must be percent-encoded");
  return out;
}

}  // namespace

core::Result<PostgresParameters> parsePostgresDsn(std::string_view dsn) {
  for (const std::string_view scheme : {"postgresql://", "postgres://"}) {
    if (dsn.starts_with(scheme)) return parseUrl(dsn.substr(scheme.size()));
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
