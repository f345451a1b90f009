// What is asked of the load injector. What it does is api::LoadView. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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
  // Shape file: one of the two. JSON lines, or CSV with the header userId,productId,quantity[,order].
  std::string file;           // where the daemon reads it: an absolute path on its machine
  std::string fileText;       // the text itself, up to 8 MiB
  FileFormatWord fileFormat;  // none: the text decides
  std::string id;  // of the load, chosen by who asks: asked again, the same load answers; empty: the daemon chooses
};

/// An order of a file that was not accepted.
struct Refusal {
  std::int64_t line = 0;  // of the file, where the order begins
  std::string code;       // the gateway's, or what went wrong on the way: "reset", "no_answer"
  std::string detail;
};

struct RefusalsQuery {
  std::int64_t from = 0;  // the page before says it
  std::int64_t limit = 1'000;
};

struct Refusals {
  std::string loadId;
  std::vector<Refusal> refusals;  // in the order of the answers
  std::int64_t next = 0;          // where the next page begins; the same as asked: there is none yet
};

struct LoadRate {
  double rate = 0;  // orders/s
};

template <typename V>
void visit(V& v, LoadSpec& s) {
  v("shape", s.shape, kOptional), v("rate", s.rate, kOptional), v("seconds", s.seconds, kOptional);
  v("count", s.count, kOptional), v("closed", s.closed, kOptional), v("hotSku", s.hotSku, kOptional);
  v("duplicates", s.duplicates, kOptional), v("connections", s.connections, kOptional, from(1, 1'024));
  v("seed", s.seed, kOptional), v("file", s.file, kOptional), v("fileText", s.fileText, kOptional);
  v("fileFormat", s.fileFormat, kOptional), v("id", s.id, kOptional);
}

template <typename V>
void visit(V& v, Refusal& r) {
  v("line", r.line), v("code", r.code), v("detail", r.detail);
}

template <typename V>
void visit(V& v, RefusalsQuery& q) {
  v("from", q.from, kOptional), v("limit", q.limit, kOptional, from(1, 10'000));
}

template <typename V>
void visit(V& v, Refusals& r) {
  v("loadId", r.loadId), v("refusals", r.refusals), v("next", r.next);
}

template <typename V>
void visit(V& v, LoadRate& r) {
  v("rate", r.rate, above(0, 1'000'000));
}

}  // namespace orderdeck::api
