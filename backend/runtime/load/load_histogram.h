// Latencies as counts in logarithmic buckets (the layout of HdrHistogram): 64 buckets a power of two, so a percentile
// is right within 1 % from 1 microsecond to 12 days. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace orderdeck::runtime {

class LoadHistogram {
 public:
  void add(std::int64_t micros);

  /// The latency in milliseconds that a share of 0..1 of the values do not exceed; nothing without values.
  std::optional<double> percentileMillis(double share) const;

  std::int64_t count() const { return m_count; }

 private:
  static constexpr int kSubBits = 6;                       // 64 buckets a power of two
  static constexpr std::size_t kExact = 2ULL << kSubBits;  // values below have a bucket each
  static constexpr std::size_t kBuckets = kExact + (34ULL << kSubBits);

  static std::size_t bucketOf(std::uint64_t micros);
  static double middleOf(std::size_t bucket);

  std::array<std::int64_t, kBuckets> m_buckets{};
  std::int64_t m_count = 0;
};

}  // namespace orderdeck::runtime
