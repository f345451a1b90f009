#include "adapters/kafka/polled_batch.h"

#include <optional>
#include <string>

namespace orderdeck::adapters::kafka {

namespace {

ports::Headers readHeaders(const rd_kafka_message_t& message) {
  ports::Headers headers;
  rd_kafka_headers_t* raw = nullptr;  // the message's
  if (rd_kafka_message_headers(&message, &raw)) return headers;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; !rd_kafka_header_get_all(raw, i, &name, &value, &size); ++i) {
    headers.emplace_back(name,
                         value ? std::optional(std::string(static_cast<const char*>(value), size)) : std::nullopt);
  }
  return headers;
}

}  // namespace

std::size_t PolledBatch::add(MessagePtr message) {
  m_raw.push_back(std::move(message));
  return m_raw.size() - 1;
}

ports::Headers PolledBatch::headers(std::size_t message) const {
  const std::lock_guard lock(m_mutex);
  return m_raw.empty() ? m_read.at(message) : readHeaders(*m_raw.at(message));
}

void PolledBatch::release(bool isWanted) {
  const std::lock_guard lock(m_mutex);
  for (std::size_t i = 0; isWanted && i < m_raw.size(); ++i) m_read.push_back(readHeaders(*m_raw[i]));
  m_raw.clear();
}

}  // namespace orderdeck::adapters::kafka
