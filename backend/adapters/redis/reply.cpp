#include "adapters/redis/reply.h"

#include <hiredis/hiredis.h>

#include <charconv>

namespace orderdeck::adapters::redis {

bool ReplyView::isNil() const { return m_reply->type == REDIS_REPLY_NIL; }
bool ReplyView::isError() const { return m_reply->type == REDIS_REPLY_ERROR; }
bool ReplyView::isInteger() const { return m_reply->type == REDIS_REPLY_INTEGER; }
bool ReplyView::isArray() const { return m_reply->type == REDIS_REPLY_ARRAY; }

std::string_view ReplyView::text() const {
  const bool hasText = m_reply->type == REDIS_REPLY_STRING || m_reply->type == REDIS_REPLY_STATUS || m_reply->type == REDIS_REPLY_ERROR;
  return hasText ? std::string_view(m_reply->str, m_reply->len) : std::string_view();
}

std::int64_t ReplyView::number() const {
  if (isInteger()) return m_reply->integer;
  const std::string_view digits = text();
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::size_t ReplyView::size() const { return isArray() ? m_reply->elements : 0; }

ReplyView ReplyView::operator[](std::size_t i) const { return ReplyView(m_reply->element[i]); }

void Reply::Free::operator()(redisReply* reply) const { freeReplyObject(reply); }

}  // namespace orderdeck::adapters::redis
