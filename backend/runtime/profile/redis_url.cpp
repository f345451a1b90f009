#include "runtime/profile/redis_url.h"

#include <charconv>
#include <optional>

#include "domain/events/json_text.h"

namespace orderdeck::runtime {

namespace {

constexpr std::string_view kScheme = "redis://";

std::unexpected<core::Error> must(const char* what) { return core::fail(core::ErrorCode::InvalidArgument, what); }

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// RFC 3986: %HH is a byte. Nothing when it is not well-formed, or no text.
std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hexDigit(text[i + 1]) : -1,
              low = i + 2 < text.size() ? hexDigit(text[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (domain::utf8Prefix(out) < out.size() || out.find('\0') != std::string::npos) return std::nullopt;
  return out;
}

std::optional<int> number(std::string_view text, int least, int most) {
  int n = 0;
  const auto [stop, bad] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (bad != std::errc{} || stop != text.data() + text.size() || n < least || n > most) return std::nullopt;
  return n;
}

}  // namespace

bool isRedisUrl(std::string_view text) { return text.find("://") != std::string_view::npos; }

core::Result<RedisUrl> parseRedisUrl(std::string_view url) {
  if (url.starts_with("rediss://")) return must("must not ask for TLS (rediss://), which is not spoken");
  if (!url.starts_with(kScheme))
    return must("must be unix:/path, host:port or redis://user:password@host:port/database");
  url.remove_prefix(kScheme.size());
  RedisUrl out;
  // A password that was not percent-encoded may hold any of these: only the last '@' can be the one before the host.
  const std::size_t at = url.rfind('@');
  if (at != std::string_view::npos) {
    const std::string_view login = url.substr(0, at);
    const std::size_t colon = login.find(':');
    auto user = decoded(login.substr(0, colon)),
         password = decoded(colon == std::string_view::npos ? "" : login.substr(colon + 1));
    if (!user || !password) return must("must have user and password percent-encoded, as UTF-8");
    out.user = std::move(*user);
    out.password = std::move(*password);
    url.remove_prefix(at + 1);
  }
  const std::size_t slash = url.find('/');
  std::string_view place = url.substr(0, slash), path = slash == std::string_view::npos ? "" : url.substr(slash + 1);
  if (!path.empty()) {
    const auto database = number(path, 0, 1'000'000);
    if (!database) return must("must name the database by its number, after the last '/'");
    out.database = *database;
  }
  const std::size_t colon = place.ends_with(']') ? std::string_view::npos : place.rfind(':');
  const std::string_view host = place.substr(0, colon);
  const bool legalPort = colon == std::string_view::npos || number(place.substr(colon + 1), 1, 65'535);
  if (host.empty() || !legalPort) return must("must name host and port: redis://user:password@host:port/database");
  out.endpoint = colon == std::string_view::npos ? std::string(host) + ":6379" : std::string(place);
  return out;
}

}  // namespace orderdeck::runtime
