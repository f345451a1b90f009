// What of this process's messages consumer groups have not committed yet: the last acknowledged offsets against the
// committed ones. One thread.
#pragma once

#include <memory>
#include <string>

#include "adapters/kafka/acked_offsets.h"
#include "adapters/kafka/offsets.h"
#include "ports/bus/backlog.h"

namespace orderdeck::adapters::kafka {

class KafkaBacklog : public ports::BacklogReader {
 public:
  KafkaBacklog(std::shared_ptr<const AckedOffsets> acked, std::string clientId)
      : m_acked(std::move(acked)), m_reader(std::move(clientId)) {}

  core::Result<std::vector<ports::PartitionBacklog>> backlog(const ports::GroupsByTopic& groups) override;

 private:
  const std::shared_ptr<const AckedOffsets> m_acked;
  OffsetReader m_reader;
};

}  // namespace orderdeck::adapters::kafka
