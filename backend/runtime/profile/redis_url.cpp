#include "runtime/profile/redis_url.h"

#include <charconv>

#include "core/address.h"
#include "domain/events/json_text.h"

namespace orderdeck::runtime {

namespace {

constexpr int kDefaultPort = 6379, kMostDatabase = 1'000'000;

std::unexpected<core::Error> must(const char* what) { return core::fail(core::ErrorCode::InvalidArgument, what); }

}  // namespace

bool isRedisUrl(std::string_view text) { return text.find("://") != std::string_view::npos; }

bool isRedisEndpoint(const std::string& text) {
  constexpr std::string_view kUnix = "unix:/";
  return text.empty() || isRedisUrl(text) || (text.starts_with(kUnix) && text.find('\0') == std::string::npos) ||
         core::parseHostPort(text).has_value();
}

core::Result<RedisUrl> parseRedisUrl(std::string_view text) {
  auto url = core::parseUrl(text);
  if (url && url->scheme == "rediss") return must("must not ask for TLS (rediss://), which is not spoken");
  if (text.starts_with("redis://") && (!url || !domain::isUtf8(url->user) || !domain::isUtf8(url->password)))
    return must("must have user and password percent-encoded, as UTF-8");
  if (!url || url->scheme != "redis")
    return must("must be unix:/path, host:port or redis://user:password@host:port/database");
  RedisUrl out{.endpoint = {}, .user = std::move(url->user), .password = std::move(url->password)};
  if (const std::string_view path = url->path; !path.empty()) {
    const auto [stop, bad] = std::from_chars(path.data(), path.data() + path.size(), out.database);
    if (bad != std::errc{} || stop != path.data() + path.size() || out.database < 0 || out.database > kMostDatabase)
      return must("must name the database by its number, after the last '/'");
  }
  const auto place = core::parseHostPort(url->place, kDefaultPort);
  if (!place || !url->query.empty()) return must("must name host and port: redis://user:password@host:port/database");
  out.endpoint = core::toString(*place);
  return out;
}

}  // namespace orderdeck::runtime
