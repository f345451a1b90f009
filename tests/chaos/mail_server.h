// The mail server of a chaos run: speaks SMTP (RFC 5321) on a free port of loopback, takes mails, refuses some or all
// of them, and remembers which it took. One thread a connection; every public function may be called from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace orderdeck::chaos {

enum class MailMood {
  Take,    // every mail
  Refuse,  // 550 for one recipient in five, the same ones every time
  Defer,   // 450 for one recipient in five
  Busy,    // 421 to everybody
};

class MailServer {
 public:
  MailServer();
  ~MailServer();
  MailServer(const MailServer&) = delete;
  MailServer& operator=(const MailServer&) = delete;

  int port() const { return m_port; }
  void setMood(MailMood mood) { m_mood = mood; }

  /// How often each mail was taken, by its Message-ID without brackets and domain.
  std::map<std::string, int> taken() const;
  std::int64_t refused() const { return m_refused; }    // answers of 550
  std::int64_t deferred() const { return m_deferred; }  // answers of 450 and 421

 private:
  class Talk;

  void accept();
  std::string judge(const std::string& recipient);
  void take(const std::string& text);

  std::atomic<MailMood> m_mood = MailMood::Take;
  std::atomic<std::int64_t> m_refused = 0, m_deferred = 0;
  int m_listener = -1, m_port = 0;
  mutable std::mutex m_mutex;  // of the members below
  std::map<std::string, int> m_taken;
  std::vector<int> m_clients;
  std::vector<std::thread> m_talks;
  bool m_stopping = false;
  std::thread m_acceptor;
};

}  // namespace orderdeck::chaos
