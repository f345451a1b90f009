// The messages of one poll as librdkafka gave them, kept for their headers. Shared by the subscription and the messages
// that it returned. Private to the adapter; any thread.
#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

#include "adapters/kafka/rd_handles.h"
#include "ports/bus/inbound_headers.h"

namespace orderdeck::adapters::kafka {

class PolledBatch : public ports::HeaderSource {
 public:
  explicit PolledBatch(std::size_t messages) { m_raw.reserve(messages); }

  /// Its number in the batch. Before anybody else has the batch.
  std::size_t add(MessagePtr message);
  ports::Headers headers(std::size_t message) const override;
  /// Gives all of it back to librdkafka, which must have it before its client ends. `isWanted`: somebody may still ask
  /// for headers, so they are read before.
  void release(bool isWanted);

 private:
  mutable std::mutex m_mutex;
  std::vector<MessagePtr> m_raw;       // empty once released
  std::vector<ports::Headers> m_read;  // then, if wanted
};

}  // namespace orderdeck::adapters::kafka
