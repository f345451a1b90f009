#include "runtime/load/load_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace orderdeck::runtime {

std::size_t LoadHistogram::bucketOf(std::uint64_t micros) {
  if (micros < kExact) return micros;
  const int shift = static_cast<int>(std::bit_width(micros)) -
                    (kSubBits + 1);  // leaves 64..127: the leading one and six bits after it
  const std::size_t bucket = (static_cast<std::size_t>(shift) << kSubBits) + (micros >> shift);
  return std::min(bucket, kBuckets - 1);
}

double LoadHistogram::middleOf(std::size_t bucket) {
  if (bucket < kExact) return static_cast<double>(bucket);
  const std::size_t shift = (bucket >> kSubBits) - 1;
  const std::size_t mantissa = bucket - (shift << kSubBits);
  return (static_cast<double>(mantissa) + 0.5) * std::ldexp(1.0, static_cast<int>(shift));
}

void LoadHistogram::add(std::int64_t micros) {
  ++m_buckets[bucketOf(static_cast<std::uint64_t>(std::max<std::int64_t>(micros, 0)))];
  ++m_count;
}

std::optional<double> LoadHistogram::percentileMillis(double share) const {
  if (m_count == 0) return std::nullopt;
  const auto rank =
      std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(share * static_cast<double>(m_count))), 1, m_count);
  std::int64_t seen = 0;
  for (std::size_t i = 0; i < kBuckets; ++i) {
    seen += m_buckets[i];
    if (seen >= rank) return middleOf(i) / 1000;
  }
  return middleOf(kBuckets - 1) / 1000;
}

}  // namespace orderdeck::runtime
