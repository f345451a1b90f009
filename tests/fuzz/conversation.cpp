#include "conversation.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <set>

#include <boost/asio/post.hpp>

#include "property.h"

namespace orderdeck::fuzz {

namespace asio = boost::asio;
using adapters::http::PostedReply;
using adapters::http::ReplyMailbox;
using adapters::http::Session;
using adapters::http::Socket;

Conversation::Conversation(const adapters::http::HttpServerSettings& settings, ports::HttpHandler& handler)
    : m_host{
          .settings = settings, .handler = handler, .mailbox = {}, .closed = [this](std::size_t) { m_over = true; }} {
  m_host.rules.emplace("127.0.0.1", 8480, std::set<std::string>{"x"});
  m_host.date = "Sat, 21 Nov 2026 22:41:07 GMT";
  m_host.mailbox = std::make_shared<ReplyMailbox>([this] { asio::post(m_io, [this] { deliver(); }); });
  int ends[2];
  require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0, "there is a socket pair");
  m_client = ends[0];
  Socket socket(m_io);
  socket.assign(asio::ip::tcp::v4(), ends[1]);
  socket.non_blocking(true);
  m_session = std::make_shared<Session>(std::move(socket), m_host, 0);
  m_session->start();
}

Conversation::~Conversation() {
  m_session->close();
  pump();
  close(m_client);
}

void Conversation::say(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(m_client, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) break;  // the server closed
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
    pump();
  }
}

void Conversation::wait() {
  m_session->sweep(Session::Clock::time_point::max());
  pump();
}

void Conversation::hangUp() {
  shutdown(m_client, SHUT_WR);
  pump();
}

void Conversation::deliver() {
  std::vector<PostedReply> replies;
  m_host.mailbox->take(replies);
  for (const PostedReply& posted : replies) m_session->reply(posted.serial, posted.reply);
}

void Conversation::pump() {
  std::size_t moved = 0;
  do {
    m_io.restart();
    moved = m_io.poll();
    moved += listen();
  } while (moved > 0);
}

std::size_t Conversation::listen() {
  char bytes[16 * 1024];
  const ssize_t got = recv(m_client, bytes, sizeof bytes, 0);
  if (got <= 0) return 0;
  m_heard.append(bytes, static_cast<std::size_t>(got));
  return static_cast<std::size_t>(got);
}

}  // namespace orderdeck::fuzz
