// One connection: reads requests one after the other, hands each to the handler, writes its reply. Everything runs on
// the io thread. While idle it owns no buffer: it waits until the socket is readable and reads into the server's one
// scratch buffer.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/intrusive/list.hpp>

#include "access_rules.h"
#include "http_server.h"
#include "reply_mailbox.h"
#include "request_parser.h"

namespace orderdeck::adapters::http {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

struct SessionHost;

class Session : public std::enable_shared_from_this<Session>,
                public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Phase { Idle, Receiving, Handling, Sending, Lingering, Closed };  // the last: in no list

  Session(Socket socket, SessionHost& host, std::size_t slot);

  void start() { waitReadable(); }
  /// The handler's reply; dropped unless it belongs to the request that runs.
  void reply(std::uint64_t serial, const ports::HttpReply& reply);
  /// Enforces the time-outs; called now and then.
  void sweep(Clock::time_point now);
  /// Ends the connection: at once when it has no request to answer, else after its reply.
  void drain();
  void close();

  bool authenticated() const { return m_authenticated; }
  bool served() const { return m_served; }              // it had an answer
  bool sentMore() const { return !m_pending.empty(); }  // than the request that the handler has
  Clock::time_point since() const { return m_since; }   // when its phase began

 private:
  void enter(Phase phase, core::Millis limit);
  void waitReadable();
  void onReadable();
  void parsePending();
  std::size_t parse(std::string_view input);
  std::optional<ports::HttpReply> screen();
  void refuse(const ports::HttpReply& reply);
  void refuse(const boost::beast::error_code& error);
  void dispatch();
  void send(const ports::HttpReply& reply);
  void flush(std::string_view bytes);
  void waitWritable();
  void sent();
  void linger();
  void discard();
  bool fits();
  void checkRoom();

  Socket m_socket;
  SessionHost& m_host;
  const std::size_t m_slot;
  Phase m_phase = Phase::Idle;
  Clock::time_point m_since, m_deadline;
  std::optional<RequestParser> m_parser;
  std::string m_pending;       // bytes read and not parsed yet: a part of a header, or pipelined requests
  std::string m_unsent;        // what the socket would not take yet
  std::uint64_t m_serial = 0;  // the request that runs; 0: none
  std::size_t m_kept = 0;      // this session's share of SessionHost::kept
  std::size_t m_handled = 0;   // bytes of the request that the handler has
  std::size_t m_bodyLimit = 0;
  std::size_t m_discarded = 0;
  bool m_continued = false;  // 100 Continue was sent for this request
  bool m_keepAlive = true;
  bool m_http10 = false;
  bool m_head = false;
  bool m_safe = false;   // the request that runs changes nothing
  bool m_keyed = false;  // and came with an idempotency key
  bool m_authenticated = false;
  bool m_served = false;
};

using SessionList = boost::intrusive::list<Session, boost::intrusive::constant_time_size<false>>;

/// What the sessions of one server share; belongs to the io thread.
struct SessionHost {
  HttpServerSettings settings;
  ports::HttpHandler& handler;
  std::optional<AccessRules> rules = {};  // known once the port is; nothing: every Host and Origin
  std::shared_ptr<ReplyMailbox> mailbox;
  std::function<void(std::size_t slot)> closed;  // the session is over
  std::vector<char> input = std::vector<char>(64 * 1024);
  std::string output = {};
  std::string date = {};
  std::array<SessionList, 5> byPhase = {};  // the first of each is in it longest
  std::size_t kept = 0;                     // bytes of requests and replies that the sessions keep
  std::uint64_t serial = 0;                 // of the newest request
  bool stopping = false;

  SessionList& in(Session::Phase phase) { return byPhase[static_cast<std::size_t>(phase)]; }
  using MayGo = bool (*)(const Session&);
  /// Closes the connection that has been in one of `phases` longest; never `but`, nor one that is authenticated or that
  /// `mayGo` denies. False when there is none.
  bool closeOldest(std::initializer_list<Session::Phase> phases, const Session* but = nullptr, MayGo mayGo = nullptr);
  /// Closes the one that can be spared best: never one that waits for an answer, and a newcomer that had no time to
  /// speak yet last.
  bool makeRoom();
};

}  // namespace orderdeck::adapters::http
