// What the daemon tells every node, and what outlives a restart: DATA/run/endpoints.json (mode 0600), replaced
// atomically. Any thread.
#pragma once

#include <cstdint>
#include <string>

#include "core/error.h"

namespace orderdeck::runtime {

struct Endpoints {
  std::string instance;          // whose they are: drawn anew at every start of a system
  std::string redis;             // unix:/... or host:port
  std::string kafka;             // host:port,host:port
  std::string ledger;            // path or DSN
  std::string apiToken;          // nodes ask for it on POST
  std::int64_t brokerEpoch = 0;  // grows each time the embedded broker starts anew, with empty topics
};

std::string endpointsFile(const std::string& dataDir);
std::string encodeEndpoints(const Endpoints& endpoints);
/// NotFound or Corrupt.
core::Result<Endpoints> readEndpoints(const std::string& dataDir);

}  // namespace orderdeck::runtime
