#include "adapters/redis/redis_error.h"

#include <fmt/format.h>
#include <hiredis/hiredis.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace orderdeck::adapters::redis {

using core::ErrorCode;

namespace {

/// "ERR user_script:7: attempt ... script: 40 HEX DIGITS, on @user_script:7.", and the form of Redis before 7:
/// "ERR Error running script (call to f_40 HEX DIGITS): @user_script:7: ...".
std::string withoutScript(std::string_view reply) {
  struct Place {
    std::string_view before, after, kept;
  };
  static constexpr std::array kPlaces = {Place{" script: ", ",", ","}, Place{" (call to f_", ")", ""}};
  for (const Place& place : kPlaces) {
    const std::size_t at = reply.find(place.before);
    if (at == std::string_view::npos) continue;
    std::string_view rest = reply.substr(at + place.before.size());
    rest.remove_prefix(std::min(rest.find_first_not_of("0123456789abcdef"), rest.size()));
    if (!rest.starts_with(place.after)) continue;
    return std::string(reply.substr(0, at)).append(place.kept).append(rest.substr(place.after.size()));
  }
  return std::string(reply);
}

}  // namespace

core::Error linkError(int hiredisCode, int errorNumber, std::string_view detail) {
  if (hiredisCode == REDIS_ERR_OOM) return {ErrorCode::Internal, "out of memory while talking to Redis", false};
  const bool ofSystem = hiredisCode == 0 || hiredisCode == REDIS_ERR_IO;
  // A time-out on a socket shows as EAGAIN (SO_RCVTIMEO, SO_SNDTIMEO), while connecting as ETIMEDOUT.
  if (ofSystem && (errorNumber == EAGAIN || errorNumber == ETIMEDOUT)) {
    return {ErrorCode::Timeout, "Redis did not answer in time", true};
  }
  const std::string_view reason = detail.empty() ? std::string_view(std::strerror(errorNumber)) : detail;
  return {ErrorCode::Disconnected, fmt::format("no connection to Redis: {}", reason), true};
}

core::Error unsent(core::Error error) {
  if (error.code == ErrorCode::Disconnected || error.code == ErrorCode::Timeout) error.code = ErrorCode::Unavailable;
  return error;
}

core::Error loginError(std::string_view reply, const std::string& user) {
  const std::string who = user.empty() ? "the default user" : fmt::format("the user '{}'", user);
  const auto refused = [&](std::string_view why) {
    return core::Error{ErrorCode::Unavailable, fmt::format("Redis refuses {}: {}", who, why), true};
  };
  if (reply.starts_with("WRONGPASS") || reply.starts_with("ERR invalid password"))
    return refused("the password is wrong, or there is no such user");
  if (reply.contains("without any password configured") || reply.contains("no password is set"))
    return refused("it has no password, and one was given");
  if (reply.starts_with("ERR wrong number of arguments")) return refused("it is older than Redis 6 and knows no users");
  // It repeats what it was sent: the password.
  if (reply.starts_with("ERR unknown command")) return refused("it does not know AUTH");
  return serverError(reply);
}

core::Error serverError(std::string_view reply) {
  struct Row {
    std::string_view prefix;
    ErrorCode code;
    bool retryable;
  };
  static constexpr std::array kRows = {
      Row{"ROLLEDBACK", ErrorCode::StoreRolledBack, true},
      Row{"LOADING", ErrorCode::Unavailable, true},
      Row{"OOM", ErrorCode::Unavailable, true},
      Row{"MISCONF", ErrorCode::Unavailable, true},
      Row{"READONLY", ErrorCode::Unavailable, true},
      Row{"MASTERDOWN", ErrorCode::Unavailable, true},
      Row{"BUSY", ErrorCode::Unavailable, true},
      Row{"NOREPLICAS", ErrorCode::Unavailable, true},
      Row{"NOSCRIPT", ErrorCode::Unavailable, true},
      Row{"NOAUTH", ErrorCode::Unavailable, true},
      Row{"WRONGPASS", ErrorCode::Unavailable, true},
      Row{"NOPERM", ErrorCode::Unavailable, true},
      Row{"WRONGTYPE", ErrorCode::Corrupt, false},
      // A script that stumbled over what is stored will do so again.
      Row{"ERR user_script", ErrorCode::Corrupt, false},
  };
  const auto row = std::ranges::find_if(kRows, [&](const Row& r) { return reply.starts_with(r.prefix); });
  if (row != kRows.end() && row->code == ErrorCode::StoreRolledBack)  // by a script of ours, which says why
    return {row->code, std::string(reply.substr(std::min(row->prefix.size() + 1, reply.size()))), row->retryable};
  std::string what = fmt::format("Redis answered: {}", withoutScript(reply));
  if (row == kRows.end()) return {ErrorCode::Internal, std::move(what), false};
  return {row->code, std::move(what), row->retryable};
}

}  // namespace orderdeck::adapters::redis
