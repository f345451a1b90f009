#include "tests/chaos/mail_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <numeric>
#include <stdexcept>

namespace orderdeck::chaos {

namespace {

constexpr int kOneIn = 5;  // recipients that a mood strikes

bool isStruck(const std::string& recipient) {
  return std::accumulate(recipient.begin(), recipient.end(), 0,
                         [](int sum, char c) { return (sum * 31 + c) & 0xffff; }) %
             kOneIn ==
         0;
}

/// What stands between `<` and `@` of the header Message-ID.
std::string messageId(const std::string& text) {
  const std::string name = "Message-ID: <";
  const auto at = text.find(name);
  if (at == std::string::npos) return {};
  const auto from = at + name.size();
  return text.substr(from, text.find('@', from) - from);
}

}  // namespace

/// One client, until it leaves.
class MailServer::Talk {
 public:
  Talk(MailServer& server, int client) : m_server(server), m_client(client) {}

  void run() {
    if (m_server.m_mood == MailMood::Busy) {
      ++m_server.m_deferred;
      return say("421 too busy");
    }
    say("220 chaos");
    for (std::string line; readLine(line) && line != "QUIT";) {
      if (line.starts_with("EHLO"))
        say("250-chaos\r\n250-PIPELINING\r\n250 8BITMIME");
      else if (line.starts_with("RCPT"))
        recipient(line);
      else if (line != "DATA")
        say("250 fine");
      else if (!m_accepted)
        say("503 no recipient");
      else if (!data())
        return;
    }
  }

 private:
  void recipient(const std::string& line) {
    const std::string verdict = m_server.judge(line);
    m_accepted = verdict.starts_with("250");
    say(verdict);
  }

  bool data() {
    say("354 go on");
    std::string text;
    for (std::string line; line != ".";) {
      if (!readLine(line)) return false;
      text += line + "\n";
    }
    m_accepted = false;
    m_server.take(text);
    say("250 taken");
    return true;
  }

  void say(const std::string& text) {
    const std::string line = text + "\r\n";
    static_cast<void>(::send(m_client, line.data(), line.size(), MSG_NOSIGNAL));
  }

  bool readLine(std::string& line) {
    std::size_t end = m_input.find("\r\n");
    for (; end == std::string::npos; end = m_input.find("\r\n")) {
      std::array<char, 16'384> part;
      const ssize_t count = ::recv(m_client, part.data(), part.size(), 0);
      if (count <= 0) return false;
      m_input.append(part.data(), static_cast<std::size_t>(count));
    }
    line = m_input.substr(0, end);
    m_input.erase(0, end + 2);
    return true;
  }

  MailServer& m_server;
  const int m_client;
  std::string m_input;
  bool m_accepted = false;  // the mail that is being given has a recipient
};

MailServer::MailServer() : m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  if (::bind(m_listener, raw, size) != 0 || ::listen(m_listener, 64) != 0 ||
      ::getsockname(m_listener, raw, &size) != 0) {
    throw std::runtime_error("the mail server cannot listen");
  }
  m_port = ntohs(address.sin_port);
  m_acceptor = std::thread([this] { accept(); });
}

MailServer::~MailServer() {
  {
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
    for (const int client : m_clients) ::shutdown(client, SHUT_RDWR);
  }
  ::shutdown(m_listener, SHUT_RDWR);
  m_acceptor.join();
  for (std::thread& talk : m_talks) talk.join();
  ::close(m_listener);
}

void MailServer::accept() {
  for (;;) {
    const int client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard lock(m_mutex);
    if (client < 0 || m_stopping) {
      if (client >= 0) ::close(client);
      return;
    }
    const int on = 1;
    ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on,
                 sizeof on);  // else every answer but the first of a group waits 40 ms
    m_clients.push_back(client);
    m_talks.emplace_back([this, client] {
      Talk(*this, client).run();
      const std::lock_guard closing(m_mutex);
      std::erase(m_clients, client);
      ::close(client);
    });
  }
}

std::string MailServer::judge(const std::string& recipient) {
  const MailMood mood = m_mood;
  if (mood == MailMood::Refuse && isStruck(recipient)) return ++m_refused, "550 5.1.1 no such mailbox";
  if (mood == MailMood::Defer && isStruck(recipient)) return ++m_deferred, "450 4.2.1 mailbox busy";
  return "250 fine";
}

void MailServer::take(const std::string& text) {
  const std::lock_guard lock(m_mutex);
  ++m_taken[messageId(text)];
}

std::map<std::string, int> MailServer::taken() const {
  const std::lock_guard lock(m_mutex);
  return m_taken;
}

}  // namespace orderdeck::chaos
