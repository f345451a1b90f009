#include "tests/support/raw_redis.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <set>
#include <stdexcept>

namespace orderdeck::support {

RawRedis::RawRedis(const std::string& socketPath) : m_socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socketPath.c_str(), sizeof address.sun_path - 1);
  if (::connect(m_socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return;
  ::close(m_socket);
  throw std::runtime_error("no Redis at " + socketPath);
}

RawRedis::~RawRedis() { ::close(m_socket); }

std::string RawRedis::line() {
  std::size_t end = 0;
  while ((end = m_input.find("\r\n")) == std::string::npos) {
    char chunk[16384];
    const ssize_t n = ::recv(m_socket, chunk, sizeof chunk, 0);
    if (n <= 0) throw std::runtime_error("Redis hung up");
    m_input.append(chunk, static_cast<std::size_t>(n));
  }
  std::string text = m_input.substr(0, end);
  m_input.erase(0, end + 2);
  return text;
}

std::string RawRedis::bytes(std::size_t count) {
  while (m_input.size() < count + 2) {
    char chunk[16384];
    const ssize_t n = ::recv(m_socket, chunk, sizeof chunk, 0);
    if (n <= 0) throw std::runtime_error("Redis hung up");
    m_input.append(chunk, static_cast<std::size_t>(n));
  }
  std::string text = m_input.substr(0, count);
  m_input.erase(0, count + 2);
  return text;
}

void RawRedis::read(std::vector<std::string>& into) {
  const std::string head = line();
  const std::string rest = head.substr(1);
  switch (head.at(0)) {
    case '-': throw std::runtime_error(rest);
    case '$': into.push_back(rest == "-1" ? std::string() : bytes(std::stoul(rest))); return;
    case '*':
      for (long i = 0; i < std::stol(rest); ++i) read(into);
      return;
    default: into.push_back(rest);
  }
}

std::vector<std::string> RawRedis::command(const std::vector<std::string>& words) {
  std::string text = "*" + std::to_string(words.size()) + "\r\n";
  for (const std::string& word : words) text += "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
  if (::send(m_socket, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error("Redis hung up");
  std::vector<std::string> answer;
  read(answer);
  return answer;
}

std::map<std::string, std::string> RawRedis::hash(const std::string& key) {
  const auto flat = command({"HGETALL", key});
  std::map<std::string, std::string> fields;
  for (std::size_t i = 0; i + 1 < flat.size(); i += 2) fields[flat[i]] = flat[i + 1];
  return fields;
}

std::vector<std::string> RawRedis::keys(const std::string& pattern) {
  std::set<std::string> found;  // SCAN may say a key twice
  std::string cursor = "0";
  do {
    const auto page = command({"SCAN", cursor, "MATCH", pattern, "COUNT", "1000"});
    cursor = page.at(0);
    found.insert(page.begin() + 1, page.end());
  } while (cursor != "0");
  return {found.begin(), found.end()};
}

}  // namespace orderdeck::support
