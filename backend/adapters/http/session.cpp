#include "session.h"

#include <exception>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

#include "reply_text.h"
#include "request_target.h"

namespace orderdeck::adapters::http {

namespace asio = boost::asio;
using boost::beast::error_code;

namespace {

using HttpError = boost::beast::http::error;

// After a refusal the rest of the request is read and thrown away for a while: closing at once would reset the
// connection, and a client that is still sending would not get to read the answer (RFC 9112, 9.6).
constexpr std::size_t kMostDiscarded = 16 * 1024 * 1024;
constexpr core::Millis kLinger{2'000};
constexpr std::size_t kKeptCapacity = 512;  // a bigger left-over buffer is given back when the connection falls idle
constexpr std::size_t kKeptOutput = 1024 * 1024;  // of the buffer that replies are written in

ports::HttpReply noRoom() {
  return ports::problem("busy", "requests of too many bytes are on their way; this one was not looked at: try again");
}

ports::HttpReply bodyTooLarge(std::size_t limit) {
  return ports::problem("too_large", fmt::format("the body is larger than {} bytes", limit));
}

/// The handler goes on with what it was asked; what comes of it nobody hears.
ports::HttpReply noAnswerInTime(bool isSafe, bool hasKey) {
  if (isSafe) return ports::problem("busy", "no answer in time: try again");
  return ports::problem("busy", hasKey ? "no answer in time; whether it was done is not known: retry with the same "
                                         "Idempotency-Key, and it is done once"
                                       : "no answer in time; whether it was done is not known, and it came without "
                                         "an Idempotency-Key: look before you send it again");
}

bool mustWait(const error_code& error) { return error == asio::error::would_block || error == asio::error::try_again; }

}  // namespace

Session::Session(Socket socket, SessionHost& host, std::size_t slot)
    : m_socket(std::move(socket)), m_host(host), m_slot(slot) {
  enter(Phase::Idle, m_host.settings.idleTimeout);
}

void Session::enter(Phase phase, core::Millis limit) {
  unlink();
  m_host.in(phase).push_back(*this);
  m_phase = phase;
  m_since = Clock::now();
  m_deadline = m_since + limit;
}

void Session::waitReadable() {
  m_socket.async_wait(Socket::wait_read, [self = shared_from_this()](const error_code& error) {
    if (error || self->m_phase == Phase::Closed) return;
    self->onReadable();
  });
}

void Session::onReadable() {
  if (m_phase == Phase::Lingering) return discard();
  error_code error;
  const std::size_t read = m_socket.read_some(asio::buffer(m_host.input), error);
  if (mustWait(error)) return waitReadable();
  if (error) return close();
  const std::string_view input(m_host.input.data(), read);
  if (!m_pending.empty()) {
    m_pending.append(input);
    return parsePending();
  }
  const std::size_t used = parse(input);
  if (m_phase == Phase::Closed) return;
  m_pending.assign(input.substr(used));
  checkRoom();
}

void Session::parsePending() {
  const std::size_t used = parse(m_pending);
  m_pending.erase(0, used);
  if (m_pending.empty() && m_pending.capacity() > kKeptCapacity) m_pending = {};
  if (m_phase != Phase::Closed) checkRoom();
}

// Parses up to the end of one request and hands it over; returns how many bytes were used. Goes on reading when there
// is not enough.
std::size_t Session::parse(std::string_view input) {
  const std::size_t size = input.size();
  if (!m_parser) {
    while (input.starts_with("\r\n"))
      input.remove_prefix(2);              // RFC 9112, 2.2: empty lines before a request are skipped
    if (input.empty() || input == "\r") {  // the line's other half may be on its way
      waitReadable();
      return size - input.size();
    }
    m_parser.emplace(m_host.settings.lineLimit, m_host.settings.headerLimit);
    m_continued = m_head = m_http10 = false;  // what is refused before its head is whole is answered in full
    enter(Phase::Receiving, m_host.settings.receiveTimeout);
  }
  error_code error;
  while (!input.empty() && !m_parser->is_done()) {
    const bool isHeader = !m_parser->is_header_done();
    const std::size_t used = m_parser->read(input, error);
    input.remove_prefix(used);
    if (error || used == 0) break;
    if (!isHeader || !m_parser->is_header_done()) continue;
    if (const auto refusal = screen()) {
      refuse(*refusal);
      return size;
    }
  }
  if (error && error != HttpError::need_more) {
    refuse(error);
    return size;
  }
  if (m_parser->is_done()) {
    if (!fits()) {
      refuse(noRoom());
      return size;
    }
    dispatch();
  } else {
    if (m_parser->is_header_done() && m_parser->head().expectsContinue && !std::exchange(m_continued, true)) {
      error_code ignored;  // a client that does not get the hint sends its body after a while anyway
      m_socket.write_some(asio::buffer(std::string_view("HTTP/1.1 100 Continue\r\n\r\n")), ignored);
    }
    waitReadable();
  }
  return size - input.size();
}

/// Looks at a header before the body is read: what is refused by it costs nothing more.
std::optional<ports::HttpReply> Session::screen() {
  const RequestHead& head = m_parser->head();
  ports::HttpRequest& request = m_parser->request();
  m_http10 = head.http10;
  m_head = request.method == "HEAD";
  m_safe = ports::isSafe(request.method);
  m_keyed = request.idempotencyKey.has_value();
  std::string_view target = head.target;
  const auto authority = cutAuthority(target);
  if (m_host.rules) {
    if (auto refusal = m_host.rules->check(head, request.method, authority)) return refusal;
  }
  if (head.expectsMore) return ports::problem("expectation_failed", "only Expect: 100-continue can be met");
  if (const auto split = splitTarget(target, request); !split) return ports::problem(split.error());
  ports::HttpScreening screening = m_host.handler.screen(request);
  if (screening.refusal) return std::move(screening.refusal);
  m_authenticated = m_authenticated || screening.authenticated;
  if (screening.needsBody && !m_parser->saysLength())
    return ports::problem("length_required", "a body is asked for: say how long it is with Content-Length");
  m_bodyLimit = screening.bodyLimit.value_or(m_host.settings.bodyLimit);
  if (!m_parser->limitBody(m_bodyLimit)) return bodyTooLarge(m_bodyLimit);
  if (m_parser->hasBody()) return refuseBody(request, head);
  return std::nullopt;
}

void Session::refuse(const ports::HttpReply& reply) {
  m_keepAlive = false;
  send(reply);
}

void Session::refuse(const error_code& error) {
  if (error == HttpError::body_limit) return refuse(bodyTooLarge(m_bodyLimit));
  const RequestParser::Fault& fault = m_parser->fault();
  refuse(fault.text.empty()
             ? ports::problem("invalid_argument", fmt::format("not a legal HTTP/1.1 request: {}", error.message()))
             : ports::problem(fault.problem, fault.text));
}

void Session::dispatch() {
  m_keepAlive = m_parser->keep_alive() && !m_host.stopping;
  m_handled = m_parser->bytes();
  ports::HttpRequest request = std::move(m_parser->request());
  m_parser.reset();
  enter(Phase::Handling, m_host.settings.requestTimeout);
  m_serial = ++m_host.serial;
  // Every reply comes through the mailbox, also one that is known at once: parse() is still at work on this
  // connection's bytes.
  auto respond = [mailbox = m_host.mailbox, slot = m_slot, serial = m_serial](ports::HttpReply reply) {
    mailbox->put({.slot = slot, .serial = serial, .reply = std::move(reply)});
  };
  try {
    m_host.handler.handle(std::move(request), respond);
  } catch (const std::exception& e) {
    // One request must not take the server with it; the message stays in the log, it may name what a client should not
    // know.
    spdlog::error("a request handler threw: {}", e.what());
    respond(ports::problem("internal", "the request could not be handled"));
  }
}

void Session::reply(std::uint64_t serial, const ports::HttpReply& reply) {
  if (m_phase != Phase::Handling || serial != m_serial) return;
  m_serial = 0;
  send(reply);
}

void Session::send(const ports::HttpReply& reply) {
  if (m_host.stopping) m_keepAlive = false;
  m_handled = 0;
  enter(Phase::Sending, m_host.settings.idleTimeout);
  if (m_host.output.capacity() > kKeptOutput) m_host.output = {};
  m_host.output.clear();
  writeReply(m_host.output, reply, {.keepAlive = m_keepAlive, .http10 = m_http10, .head = m_head, .date = m_host.date});
  flush(m_host.output);
}

void Session::flush(std::string_view bytes) {
  while (!bytes.empty()) {
    error_code error;
    const std::size_t written = m_socket.write_some(asio::buffer(bytes), error);
    bytes.remove_prefix(written);
    if (mustWait(error)) {
      m_unsent = std::string(bytes);
      fits();
      return waitWritable();
    }
    if (error) return close();
  }
  m_unsent = {};
  sent();
}

void Session::waitWritable() {
  m_socket.async_wait(Socket::wait_write, [self = shared_from_this()](const error_code& error) {
    if (error || self->m_phase != Phase::Sending) return;
    const std::string bytes = std::move(self->m_unsent);
    self->flush(bytes);
  });
}

void Session::sent() {
  m_served = true;
  if (!m_keepAlive) return m_host.stopping ? close() : linger();
  enter(Phase::Idle, m_host.settings.idleTimeout);
  fits();
  if (m_pending.empty()) return waitReadable();
  parsePending();
}

void Session::linger() {
  enter(Phase::Lingering, kLinger);
  m_parser.reset();
  m_pending = {};
  fits();
  error_code ignored;
  m_socket.shutdown(Socket::shutdown_send, ignored);
  waitReadable();
}

void Session::discard() {
  error_code error;
  m_discarded += m_socket.read_some(asio::buffer(m_host.input), error);
  if ((error && !mustWait(error)) || m_discarded > kMostDiscarded) return close();
  waitReadable();
}

/// Tells the host how much this connection keeps now. When all of them keep too much, the oldest of the others are
/// closed; false when that is not enough.
bool Session::fits() {
  const std::size_t now = m_pending.size() + m_unsent.size() + m_handled + (m_parser ? m_parser->bytes() : 0);
  m_host.kept += now - m_kept;
  m_kept = now;
  while (m_host.kept > m_host.settings.keptLimit) {
    if (!m_host.closeOldest({Phase::Receiving, Phase::Sending}, this)) return now == 0;
  }
  return true;
}

/// After a read: a request that is not whole yet must fit, too.
void Session::checkRoom() {
  if (fits() || m_phase != Phase::Receiving) return;
  m_socket.cancel();
  refuse(noRoom());
}

void Session::sweep(Clock::time_point now) {
  if (now < m_deadline) return;
  switch (m_phase) {
    case Phase::Receiving:
      m_socket.cancel();
      return refuse(ports::problem("timeout", "the request was not complete in time"));
    case Phase::Handling: m_serial = 0; return send(noAnswerInTime(m_safe, m_keyed));
    case Phase::Idle:
    case Phase::Sending:
    case Phase::Lingering: return close();
    case Phase::Closed: return;
  }
}

void Session::drain() {
  if (m_phase == Phase::Handling || m_phase == Phase::Sending)
    m_keepAlive = false;
  else
    close();
}

void Session::close() {
  if (m_phase == Phase::Closed) return;
  unlink();
  m_phase = Phase::Closed;
  m_host.kept -= m_kept;
  m_kept = 0;
  m_parser.reset();
  error_code ignored;
  m_socket.close(ignored);
  m_host.closed(m_slot);
}

}  // namespace orderdeck::adapters::http
