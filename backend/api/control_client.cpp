#include "api/control_client.h"

#include <signal.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/process_start.h"
#include "core/text_file.h"

namespace orderdeck::api {

namespace {

using core::ErrorCode;

std::optional<ErrorCode> codeNamed(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    if (core::codeName(code) == name) return code;
  }
  return std::nullopt;
}

ErrorCode codeOfStatus(int status) {
  switch (status) {
    case 400: return ErrorCode::InvalidArgument;
    case 401:
    case 403: return ErrorCode::Unauthorized;
    case 404: return ErrorCode::NotFound;
    case 409: return ErrorCode::Conflict;
    case 413: return ErrorCode::TooLarge;
    case 415:
    case 421: return ErrorCode::InvalidArgument;
    case 422: return ErrorCode::IdempotencyMismatch;
    case 503: return ErrorCode::Busy;
    default: return ErrorCode::Internal;
  }
}

core::Error problemOf(int status, const std::string& body) {
  core::Error error{codeOfStatus(status), fmt::format("the backend answered {}", status), status == 503};
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return error;
  if (const auto it = json.find("code"); it != json.end() && it->is_string())
    error.code = codeNamed(it->get<std::string>()).value_or(error.code);
  if (const auto it = json.find("detail"); it != json.end() && it->is_string()) error.what = it->get<std::string>();
  return error;
}

}  // namespace

core::Result<ControlAddress> findBackend(const std::string& dataDir) {
  const std::string path = dataDir + "/run.json";
  std::ifstream file(path);
  if (!file) return core::fail(ErrorCode::Unavailable, fmt::format("no backend runs here: there is no {}", path), true);
  const auto json = nlohmann::json::parse(file, nullptr, false);
  if (!json.is_object() || !json.contains("api") || !json["api"].is_string() || !json.contains("pid") ||
      !json["pid"].is_number_integer()) {
    return core::fail(ErrorCode::Unavailable, fmt::format("{} cannot be read", path), true);
  }
  const auto pid = json["pid"].get<pid_t>();
  const bool gone = pid <= 0 || (::kill(pid, 0) != 0 && errno == ESRCH);
  // The number may be another process' by now; and the token must not go to whoever listens where the backend did.
  const std::int64_t told =
      json.contains("pidStart") && json["pidStart"].is_number_integer() ? json["pidStart"].get<std::int64_t>() : 0;
  const std::int64_t start = told != 0 && !gone ? core::processStart(pid) : 0;
  if (gone || (start != 0 && start != told)) {
    return core::fail(ErrorCode::Unavailable,
                      fmt::format("no backend runs here: its process {} is gone ({})", pid, path), true);
  }
  const auto token = json.find("token");
  return ControlAddress{json["api"].get<std::string>(),
                        token != json.end() && token->is_string() ? token->get<std::string>() : std::string()};
}

core::Result<std::string> readTokenFile(const std::string& path) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto text = core::readTextFile(path);
  if (!text) return core::fail(ErrorCode::InvalidArgument, text.error().what);
  const std::size_t begin = text->find_first_not_of(kBlank), end = text->find_last_not_of(kBlank);
  if (begin == std::string::npos || text->find_first_of(kBlank, begin) <= end)
    return core::fail(ErrorCode::InvalidArgument, fmt::format("the file {} holds no token", path));
  return text->substr(begin, end - begin + 1);
}

ControlClient::ControlClient(ControlAddress address, core::Millis timeout, Caller caller)
    : m_timeout(timeout), m_caller(std::move(caller)) {
  take(std::move(address));
}

ControlClient::ControlClient(FindAddress find, core::Millis timeout, Caller caller)
    : m_find(std::move(find)), m_timeout(timeout), m_caller(std::move(caller)) {}

void ControlClient::take(ControlAddress address) {
  m_address = std::move(address);
  m_http.emplace(m_address.url, m_timeout);
}

core::Result<std::string> ControlClient::send(const ControlCall& call) {
  if (!m_http) {
    auto found = m_find();
    if (!found) return std::unexpected(found.error());
    take(*std::move(found));
  }
  auto answer = sendOnce(call);
  if (answer || !m_find) return answer;
  const bool refused = answer.error().code == ErrorCode::Unauthorized;
  if (!refused && answer.error().code != ErrorCode::Disconnected) return answer;
  auto now = m_find();
  if (!now) return std::unexpected(now.error());
  if (*now == m_address) return answer;
  take(*std::move(now));
  return refused || call.method == "GET" ? sendOnce(call) : answer;
}

core::Result<std::string> ControlClient::sendOnce(const ControlCall& call) {
  HttpHeaders headers;
  if (!m_address.token.empty()) headers.emplace_back("Authorization", "Bearer " + m_address.token);
  if (!call.idempotencyKey.empty()) headers.emplace_back("Idempotency-Key", call.idempotencyKey);
  if (!m_caller.program.empty()) headers.emplace_back("User-Agent", userAgentOf(m_caller));
  if (call.method != "GET" && !call.onlyReads) {
    const std::string& reason = call.reason.empty() ? m_caller.reason : call.reason;
    if (!m_caller.user.empty()) headers.emplace_back(kOperatorHeader, escaped(m_caller.user));
    if (!reason.empty()) headers.emplace_back(kReasonHeader, escaped(reason));
  }
  auto answer = call.method == "GET" ? m_http->get(call.target, headers)
                                     : m_http->send(call.method, call.target, call.body, headers);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status / 100 != 2) return std::unexpected(problemOf(answer->status, answer->body));
  return std::move(answer->body);
}

core::Result<Snapshot> ControlClient::snapshot() {
  const auto body = send(getSnapshot());
  if (!body) return std::unexpected(body.error());
  return decodeSnapshot(*body);
}

core::Result<SnapshotUpdate> ControlClient::snapshot(const SectionSequences& sections) {
  const auto body = send(getSnapshot(sections));
  if (!body) return std::unexpected(body.error());
  return decodeUpdate(*body);
}

core::Result<Series> ControlClient::series(std::int64_t after) {
  const auto body = send(getSeries(after));
  if (!body) return std::unexpected(body.error());
  return decodeSeries(*body);
}

}  // namespace orderdeck::api
