#include "request_target.h"

#include <charconv>

#include <boost/beast/core/string.hpp>

namespace orderdeck::adapters::http {

namespace {

constexpr std::size_t kMostParameters = 100;

bool decode(std::string_view text, bool plusIsSpace, std::string& out) {
  out.clear();
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      unsigned value = 0;
      if (i + 2 >= text.size()) return false;
      const auto [end, error] = std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16);
      if (error != std::errc{} || end != text.data() + i + 3) return false;
      c = static_cast<char>(value);
      i += 2;
    } else if (c == '+' && plusIsSpace) {
      c = ' ';
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
    out.push_back(c);
  }
  return true;
}

}  // namespace

core::Result<void> splitTarget(std::string_view target, ports::HttpRequest& request) {
  const auto bad = [](std::string_view what) {
    return core::fail(core::ErrorCode::InvalidArgument, std::string("the request target ").append(what));
  };
  constexpr std::string_view kIllegal = "is not a legal path and query";
  if (target == "*" && request.method == "OPTIONS") {
    request.path = target;
    return {};
  }
  const std::size_t mark = target.find('?');
  const std::string_view path = target.substr(0, mark);
  if (!path.starts_with('/') || !decode(path, false, request.path)) return bad(kIllegal);
  std::string_view rest = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
  while (!rest.empty()) {
    const std::size_t end = rest.find('&');
    const std::string_view pair = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    std::string name, value;
    if (!decode(pair.substr(0, equals), true, name)) return bad(kIllegal);
    if (equals != std::string_view::npos && !decode(pair.substr(equals + 1), true, value)) return bad(kIllegal);
    if (const auto [at, isNew] = request.query.emplace(std::move(name), std::move(value)); !isNew)
      return bad("names the parameter '" + at->first + "' twice");
    if (request.query.size() > kMostParameters) return bad("has more than 100 parameters");
  }
  return {};
}

std::optional<std::string_view> cutAuthority(std::string_view& target) {
  const std::size_t colon = target.find("://");
  if (target.starts_with('/') || colon == target.npos) return std::nullopt;
  const std::string_view scheme = target.substr(0, colon);
  if (!boost::beast::iequals(scheme, "http") && !boost::beast::iequals(scheme, "https")) return std::nullopt;
  const std::string_view rest = target.substr(colon + 3);
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  target = end == rest.size() ? "/" : rest.substr(end);
  return rest.substr(0, end);
}

}  // namespace orderdeck::adapters::http
