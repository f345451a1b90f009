#include "app/ctl/context.h"

#include <cstdlib>

#include <fmt/format.h>

#include "api/freshness.h"
#include "api/profile/data_dir.h"
#include "app/ctl/shown_json.h"
#include "core/terminal_text.h"

namespace orderdeck::ctl {

using core::ErrorCode;

namespace {

struct Refusal {
  std::string error, detail;
};

template <typename V>
void visit(V& v, Refusal& r) {
  v("error", r.error), v("detail", r.detail);
}

}  // namespace

core::Result<std::string> Context::folder() const {
  auto resolved = api::resolveProfile(profile, dataDir);
  if (resolved) return std::move(resolved->dataDir);
  // Whatever is wrong with it, the command line named it.
  return core::fail(ErrorCode::InvalidArgument, std::move(resolved.error().what));
}

core::Result<api::ControlAddress> Context::address() const {
  const auto where = folder();
  if (!where) return std::unexpected(where.error());
  auto found = api::findBackend(*where);
  if (!connect.empty()) {
    const char* const token = std::getenv("ORDERDECK_TOKEN");
    found = api::ControlAddress{connect, token ? token : found ? found->token : std::string()};
  }
  if (!found || tokenFile.empty()) return found;
  auto token = api::readTokenFile(tokenFile);
  if (!token) return std::unexpected(token.error());
  found->token = *std::move(token);
  return found;
}

api::ControlClient Context::client(core::Millis timeout) const {
  return {[context = *this] { return context.address(); }, timeout, caller()};
}

std::optional<std::string> Context::call(const api::ControlCall& what, core::Millis timeout) {
  const auto body = client(timeout).send(what);
  if (body) return json ? *body : shownJson(*body);
  fail(body.error());
  return std::nullopt;
}

std::optional<api::Snapshot> Context::snapshot() {
  const auto body = call(api::getSnapshot());
  if (!body) return std::nullopt;
  return decoded<api::Snapshot>(*body);
}

void Context::sayStale(const api::Snapshot& snapshot, std::initializer_list<api::Source> sources) const {
  for (const api::Source name : sources) {
    const api::SourceView* source = api::sourceIn(snapshot, name);
    if (source != nullptr && api::isStale(*source))
      fmt::print(json ? stderr : stdout, "STALE: {}\n", core::terminalText(api::inEnglish(*source)));
  }
}

void Context::print(const std::string& text) { fmt::print("{}\n", core::terminalJson(text)); }

void Context::fail(const core::Error& error) {
  switch (error.code) {
    case ErrorCode::Disconnected:
    case ErrorCode::Timeout:
    case ErrorCode::Unavailable: exitCode = kNoBackend; break;
    case ErrorCode::InvalidArgument:
    case ErrorCode::InvalidJson:
    case ErrorCode::InvalidOrder: exitCode = kWrongUsage; break;
    default: exitCode = kBadNews;
  }
  if (json) {
    print(api::encodeJson(Refusal{std::string(core::codeName(error.code)), error.what}));
  } else {
    fmt::print(stderr, "orderdeckctl: {}\n", core::terminalText(error.what));
  }
}

}  // namespace orderdeck::ctl
