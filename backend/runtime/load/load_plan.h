// When each order of a load is meant to be sent: a rate over time (the shape) turned into intended times. An open
// model: the plan does not know whether answers come. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <random>

#include "api/command.h"
#include "core/error.h"

namespace orderdeck::runtime {

/// InvalidArgument names the member that is out of range: rate above 0 up to 1,000,000, seconds above 0 up to 86,400,
/// count 1..1,000,000,000, shares 0..1, connections 1..1,024, a shape that exists.
core::Result<void> checkLoadSpec(const api::LoadSpec& spec);

/// Shapes over the load's length (its seconds, or as long as its count takes; 60 s without either), as shares of the
/// rate: ramp 0 to 1 · spike 1 in the middle fifth, else 0.1 · sine 0.1 to 1 every 20 s · step 0.2, 0.4 .. 1 · steady
/// and poisson 1 (poisson: at random times). After its length a shape without `seconds` stays as it ended.
class LoadPlan {
 public:
  explicit LoadPlan(const api::LoadSpec& spec);

  /// Calls `due` with the intended time, in seconds since the start, of every order up to `now`. Time does not go back.
  void advance(double now, const std::function<void(double)>& due);

  /// No order comes after what advance() gave.
  bool over() const { return m_over; }

  /// How long, in seconds, until the next order is likely due.
  double secondsToNext() const;

  /// From the time that advance() reached on.
  void setRate(double ordersPerSecond);

  double rateAt(double seconds) const;

  /// How many orders in all (poisson: on average); 0: until stopped.
  std::int64_t planned() const { return m_planned.value_or(0); }

 private:
  double shareAt(double seconds) const;
  double drawThreshold();
  void plan();

  const api::LoadShape m_shape;
  double m_rate;
  const std::optional<double> m_seconds;
  const std::optional<std::int64_t> m_count;
  double m_length;  // of the shape
  std::mt19937_64 m_random;
  double m_time = 0;   // reached
  double m_grown = 0;  // orders due since the last one, a fraction
  double m_threshold;  // the next order is due when m_grown reaches it: 1, or drawn for poisson
  std::int64_t m_given = 0;
  std::optional<std::int64_t> m_planned;
  bool m_over = false;
};

}  // namespace orderdeck::runtime
