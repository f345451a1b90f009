// Redis as it is, without our adapter: a blocking RESP2 client on a unix socket, for tests that look at the raw store.
// One thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace orderdeck::support {

class RawRedis {
 public:
  /// Throws std::runtime_error when nobody listens.
  explicit RawRedis(const std::string& socketPath);
  ~RawRedis();
  RawRedis(const RawRedis&) = delete;
  RawRedis& operator=(const RawRedis&) = delete;

  /// An answer flattened to strings: one for a status, string or integer, its elements for an array; throws
  /// std::runtime_error for an error.
  std::vector<std::string> command(const std::vector<std::string>& words);

  std::int64_t integer(const std::vector<std::string>& words) { return std::stoll(command(words).at(0)); }
  std::map<std::string, std::string> hash(const std::string& key);
  /// Every key of the form, by SCAN.
  std::vector<std::string> keys(const std::string& pattern);

 private:
  std::string line();
  std::string bytes(std::size_t count);
  void read(std::vector<std::string>& into);

  int m_socket = -1;
  std::string m_input;
};

}  // namespace orderdeck::support
