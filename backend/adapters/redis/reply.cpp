#include "adapters/redis/reply.h"

#include <hiredis/hiredis.h>

#include <charconv>

namespace orderdeck::adapters::redis {

std::int64_t toNumber(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool ReplyView::isNil() const { return m_reply->type == REDIS_REPLY_NIL; }
bool ReplyView::isError() const { return m_reply->type == REDIS_REPLY_ERROR; }
bool ReplyView::isInteger() const { return m_reply->type == REDIS_REPLY_INTEGER; }
bool ReplyView::isArray() const { return m_reply->type == REDIS_REPLY_ARRAY; }

std::string_view ReplyView::text() const {
  const bool hasText =
      m_reply->type == REDIS_REPLY_STRING || m_reply->type == REDIS_REPLY_STATUS || m_reply->type == REDIS_REPLY_ERROR;
  return hasText ? std::string_view(m_reply->str, m_reply->len) : std::string_view();
}

std::int64_t ReplyView::number() const { return isInteger() ? m_reply->integer : toNumber(text()); }

std::size_t ReplyView::size() const { return isArray() ? m_reply->elements : 0; }

ReplyView ReplyView::operator[](std::size_t i) const { return ReplyView(m_reply->element[i]); }

void Reply::Free::operator()(redisReply* reply) const { freeReplyObject(reply); }

}  // namespace orderdeck::adapters::redis
