#include "runtime/load/load_plan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>

#include <fmt/format.h>

#include "core/ids.h"

namespace orderdeck::runtime {

using api::LoadShape;

namespace {

constexpr double kStep = 0.001;  // seconds: the rate counts as constant within

double meanShare(LoadShape shape) {
  switch (shape) {
    case LoadShape::Ramp: return 0.5;
    case LoadShape::Spike: return 0.28;
    case LoadShape::Sine: return 0.55;
    case LoadShape::Step: return 0.6;
    case LoadShape::Steady:
    case LoadShape::Poisson:
    case LoadShape::File: return 1;
  }
  return 1;
}

std::unexpected<core::Error> outOfRange(std::string_view member, std::string_view range) {
  return core::fail(core::ErrorCode::InvalidArgument, fmt::format("{} must be {}", member, range));
}

}  // namespace

core::Result<void> checkLoadSpec(const api::LoadSpec& spec) {
  const auto share = [](double value) { return value >= 0 && value <= 1; };  // false for NaN too
  if (!(spec.rate > 0 && spec.rate <= 1e6)) return outOfRange("rate", "above 0 and up to 1,000,000");
  if (spec.seconds && !(*spec.seconds > 0 && *spec.seconds <= 86'400))
    return outOfRange("seconds", "above 0 and up to 86,400");
  if (spec.count && (*spec.count < 1 || *spec.count > 1'000'000'000)) return outOfRange("count", "1..1,000,000,000");
  if (!share(spec.hotSku)) return outOfRange("hotSku", "0..1");
  if (!share(spec.duplicates)) return outOfRange("duplicates", "0..1");
  if (spec.connections < 1 || spec.connections > 1'024) return outOfRange("connections", "1..1,024");
  const bool isFile = spec.shape == LoadShape::File;
  if (isFile && spec.file.empty() == spec.fileText.empty())
    return outOfRange("file", "there for the shape file, or fileText, and not both");
  if (!isFile && !(spec.file.empty() && spec.fileText.empty()))
    return outOfRange("shape", "file where there is a file or a fileText");
  if (isFile && spec.duplicates > 0) return outOfRange("duplicates", "0 for the shape file");
  if (!spec.id.empty() && !core::isLegalId(spec.id)) return outOfRange("id", "1..64 of A-Z a-z 0-9 _ . -");
  return {};
}

LoadPlan::LoadPlan(const api::LoadSpec& spec)
    : m_shape(spec.shape.value()),
      m_rate(spec.rate),
      m_seconds(spec.seconds),
      m_count(spec.count),
      m_random(spec.seed ^ 0x9e3779b97f4a7c15ULL) {
  m_length = m_seconds.value_or(m_count ? static_cast<double>(*m_count) / (m_rate * meanShare(m_shape)) : 60.0);
  m_threshold = drawThreshold();
  if (m_shape != LoadShape::Poisson) m_grown = 1 - 1e-9;  // the first order is due at once (where the rate is not 0)
  plan();
}

double LoadPlan::shareAt(double seconds) const {
  const double x = m_length > 0 ? seconds / m_length : 1;
  switch (m_shape) {
    case LoadShape::Ramp: return std::min(1.0, x);
    case LoadShape::Spike: return x >= 0.4 && x < 0.6 ? 1 : 0.1;
    case LoadShape::Sine: return 0.55 - 0.45 * std::cos(2 * std::numbers::pi * seconds / std::min(m_length, 20.0));
    case LoadShape::Step: return std::min(5.0, std::floor(x * 5) + 1) / 5;
    case LoadShape::Steady:
    case LoadShape::Poisson:
    case LoadShape::File: return 1;
  }
  return 1;
}

double LoadPlan::drawThreshold() {
  if (m_shape != LoadShape::Poisson) return 1;
  return -std::log1p(-std::generate_canonical<double, 53>(m_random));
}

double LoadPlan::rateAt(double seconds) const { return m_over ? 0 : m_rate * shareAt(seconds); }

void LoadPlan::plan() {
  m_planned = m_count;
  if (!m_seconds) return;
  double sum = 0;
  const double width = (*m_seconds - m_time) / 10'000;
  for (int i = 0; i < 10'000; ++i) sum += m_rate * shareAt(m_time + (i + 0.5) * width) * width;
  const std::int64_t byTime = m_given + std::max<std::int64_t>(m_given == 0 ? 1 : 0, std::llround(sum));
  m_planned = m_count ? std::min(*m_count, byTime) : byTime;
}

void LoadPlan::setRate(double ordersPerSecond) {
  m_rate = ordersPerSecond;
  if (!m_over) plan();
}

double LoadPlan::secondsToNext() const {
  const double rate = std::max(m_rate * shareAt(m_time), 1e-3);
  return std::max(0.0, (m_threshold - m_grown) / rate);
}

void LoadPlan::advance(double now, const std::function<void(double)>& due) {
  const bool poisson = m_shape == LoadShape::Poisson;
  const auto give = [&](double at) {
    due(at);
    ++m_given;
    // Under poisson the time ends the load, not the mean.
    if (poisson ? m_count && m_given >= *m_count : m_planned && m_given >= *m_planned) m_over = true;
  };
  const double end = m_seconds ? std::min(now, *m_seconds) : now;
  while (!m_over && m_time < end) {
    const double width = std::min(kStep, end - m_time);
    const double rate = m_rate * shareAt(m_time + width / 2);
    double used = 0;  // of the step
    while (!m_over && m_grown + rate * (width - used) >= m_threshold) {
      used += std::max(0.0, m_threshold - m_grown) / rate;
      m_grown = 0;
      m_threshold = drawThreshold();
      give(m_time + used);
    }
    m_grown += rate * (width - used);
    m_time += width;
  }
  if (m_over || !m_seconds || now < *m_seconds) return;
  // What rounding kept back belongs to the end.
  while (!poisson && !m_over && m_given < *m_planned) give(*m_seconds);
  m_over = true;
}

}  // namespace orderdeck::runtime
