// What is asked of the load injector. What it does is api::LoadView. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "api/described.h"
#include "api/states.h"

namespace orderdeck::api {

struct LoadSpec {
  LoadShapeWord shape;
  double rate = 100;                  // orders/s: intended; the peak for ramp and spike
  std::optional<double> seconds;      // how long; else count decides
  std::optional<std::int64_t> count;  // how many orders; with neither it runs until stopped
  bool closed = false;                // closed model: as fast as answers come (for bench), rate is ignored
  double hotSku = 0;                  // share 0..1 of orders for the one hot product
  double duplicates = 0;              // share 0..1 of requests that repeat an earlier Idempotency-Key and body
  int connections = 256;              // 1..1,024
  std::uint64_t seed = 1;
  std::string fileText;  // shape file: JSON lines or CSV (orderId-less: userId,productId,quantity[,group])
  FileFormatWord fileFormat;
};

struct LoadRate {
  double rate = 0;  // orders/s
};

template <typename V>
void visit(V& v, LoadSpec& s) {
  v("shape", s.shape, kOptional), v("rate", s.rate, kOptional), v("seconds", s.seconds, kOptional);
  v("count", s.count, kOptional), v("closed", s.closed, kOptional), v("hotSku", s.hotSku, kOptional);
  v("duplicates", s.duplicates, kOptional), v("connections", s.connections, kOptional, from(1, 1'024));
  v("seed", s.seed, kOptional), v("fileText", s.fileText, kOptional), v("fileFormat", s.fileFormat, kOptional);
}

template <typename V>
void visit(V& v, LoadRate& r) {
  v("rate", r.rate, above(0, 1'000'000));
}

}  // namespace orderdeck::api
