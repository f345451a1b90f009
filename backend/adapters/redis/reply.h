// What the server answered, read where hiredis left it: nothing is copied. A Reply owns its memory, a ReplyView looks
// into it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct redisReply;  // hiredis

namespace orderdeck::adapters::redis {

/// The whole number that a text holds; 0 when it holds none.
std::int64_t toNumber(std::string_view text);

class ReplyView {
 public:
  explicit ReplyView(const redisReply* reply) : m_reply(reply) {}

  bool isNil() const;
  bool isError() const;
  bool isInteger() const;
  bool isArray() const;
  std::string_view text() const;  // of a string, a status or an error; empty for anything else
  std::string string() const { return std::string(text()); }
  std::int64_t number() const;                // an integer, or toNumber of the text
  std::size_t size() const;                   // elements of an array; 0 for anything else
  ReplyView operator[](std::size_t i) const;  // i < size()

 private:
  const redisReply* m_reply;
};

class Reply {
 public:
  explicit Reply(redisReply* owned) : m_reply(owned) {}
  ReplyView view() const { return ReplyView(m_reply.get()); }

 private:
  struct Free {
    void operator()(redisReply* reply) const;
  };
  std::unique_ptr<redisReply, Free> m_reply;
};

}  // namespace orderdeck::adapters::redis
