#include "api/control_client.h"

#include <signal.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <optional>

#include <fmt/format.h>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <nlohmann/json.hpp>

#include "core/address.h"
#include "core/process_start.h"

namespace orderdeck::api {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using core::ErrorCode;

constexpr std::uint64_t kMostBytes = 256ULL * 1024 * 1024;  // of an answer

std::optional<ErrorCode> codeNamed(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    if (core::codeName(code) == name) return code;
  }
  return std::nullopt;
}

ErrorCode codeOfStatus(unsigned status) {
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

core::Error problemOf(unsigned status, const std::string& body) {
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

struct ControlClient::Impl {
  Impl(ControlAddress where, core::Millis most)
      : address(std::move(where)), timeout(most), endpoint(core::parseHttpUrl(address.url)) {}

  /// Starts one asynchronous step and runs it to its end, or to the call's deadline: then the connection is dropped.
  template <typename Start>
  error_code await(Start start) {
    error_code result;
    bool done = false;
    io.restart();
    start([&](error_code error, const auto&...) {
      result = error;
      done = true;
    });
    io.run_until(deadline);
    if (done) return result;
    resolver.cancel();
    drop();
    io.restart();
    io.run();
    return asio::error::timed_out;
  }

  void drop() {
    error_code ignored;
    socket.close(ignored);
    buffer.clear();
  }

  /// A kept connection is of use only when the other side neither closed it nor said anything.
  bool usable() {
    if (!socket.is_open()) return false;
    char byte = 0;
    return ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
           (errno == EAGAIN || errno == EWOULDBLOCK);
  }

  error_code connect() {
    drop();
    tcp::resolver::results_type found;
    error_code error = await([&](auto then) {
      resolver.async_resolve(endpoint->host, std::to_string(endpoint->port),
                             [&found, then](error_code e, tcp::resolver::results_type results) mutable {
                               found = std::move(results);
                               then(e);
                             });
    });
    if (error) return error;
    error = await([&](auto then) { asio::async_connect(socket, found, then); });
    if (!error) socket.set_option(tcp::no_delay(true), error);
    return error;
  }

  error_code exchange(const http::request<http::string_body>& request, http::response<http::string_body>& response,
                      bool& answered) {
    http::request_serializer<http::string_body> serializer(request);
    error_code error = await([&](auto then) { http::async_write(socket, serializer, then); });
    if (error == asio::error::timed_out) return error;
    http::response_parser<http::string_body>
        parser;  // also of a backend that refused a body and would not take all of it
    parser.body_limit(kMostBytes);
    const error_code unsent = error;
    error = await([&](auto then) { http::async_read(socket, buffer, parser, then); });
    answered = parser.got_some();
    if (!error) response = parser.release();
    return error && unsent ? unsent : error;
  }

  core::Result<std::string> send(const ControlCall& call) {
    if (!endpoint)
      return core::fail(ErrorCode::InvalidArgument,
                        fmt::format("not an address of the form http://host:port: '{}'", address.url));
    deadline = std::chrono::steady_clock::now() + timeout;
    http::request<http::string_body> request(http::string_to_verb(call.method), call.target, 11);
    request.set(http::field::host, core::toString(*endpoint));
    if (!address.token.empty()) request.set(http::field::authorization, "Bearer " + address.token);
    if (!call.idempotencyKey.empty()) request.set("Idempotency-Key", call.idempotencyKey);
    if (!call.body.empty()) request.set(http::field::content_type, "application/json");
    request.body() = call.body;
    request.prepare_payload();

    http::response<http::string_body> response;
    const bool kept = usable();
    bool answered = false;
    error_code error = kept ? error_code() : connect();
    if (!error) error = exchange(request, response, answered);
    // The other side may close a kept connection just while a request is on its way; only a read may be repeated
    // without asking.
    if (error && error != asio::error::timed_out && kept && !answered && call.method == "GET") {
      error = connect();
      if (!error) error = exchange(request, response, answered);
    }
    if (error) {
      drop();
      if (error == asio::error::timed_out) {
        return core::fail(ErrorCode::Timeout,
                          fmt::format("{} did not answer within {} ms", address.url, timeout.count()), true);
      }
      return core::fail(ErrorCode::Disconnected, fmt::format("{} does not answer: {}", address.url, error.message()),
                        true);
    }
    if (!response.keep_alive()) drop();
    if (response.result_int() / 100 != 2) return std::unexpected(problemOf(response.result_int(), response.body()));
    return std::move(response.body());
  }

  const ControlAddress address;
  const core::Millis timeout;
  const core::Result<core::HostPort> endpoint;
  std::chrono::steady_clock::time_point deadline;
  asio::io_context io{1};
  tcp::resolver resolver{io};
  tcp::socket socket{io};
  boost::beast::flat_buffer buffer;
};

ControlClient::ControlClient(ControlAddress address, core::Millis timeout)
    : m_impl(std::make_unique<Impl>(std::move(address), timeout)) {}
ControlClient::~ControlClient() = default;
ControlClient::ControlClient(ControlClient&&) noexcept = default;

core::Result<std::string> ControlClient::send(const ControlCall& call) { return m_impl->send(call); }

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
