#include "ui/feed/history.h"

#include <algorithm>

namespace orderdeck::ui {
namespace {

constexpr double kSeconds = std::chrono::duration<double>(api::kSeriesKept).count();

double secondsOf(core::Timestamp t) { return static_cast<double>(core::toEpochMillis(t)) / 1000.0; }

void dropOld(std::vector<History::Sample>& samples, double before) {
  // In steps of a minute, so that the vector is not shifted with every sample.
  if (samples.empty() || samples.front().at > before - 60) return;
  const auto keep = std::find_if(samples.begin(), samples.end(), [before](const auto& s) { return s.at >= before; });
  samples.erase(samples.begin(), keep);
}

}  // namespace

void History::add(const api::Series& answer) {
  if (!answer.continued) *this = {};
  m_newest = secondsOf(answer.at);
  for (const auto& [name, points] : answer.series) {
    auto& samples = m_series[QString::fromStdString(name)];
    for (const auto& [at, value] : points) samples.push_back({secondsOf(at), value});
  }
  for (auto& samples : m_series) dropOld(samples, m_newest - kSeconds);
  m_series.removeIf([](const QHash<QString, std::vector<Sample>>::iterator& series) { return series->empty(); });
  addFaults(answer);
  m_events.insert(m_events.end(), answer.events.begin(), answer.events.end());
  std::erase_if(m_events, [this](const auto& event) { return secondsOf(event.at) < m_newest - kSeconds; });
}

void History::addFaults(const api::Series& answer) {
  for (const auto& fault : answer.faults) {
    const QString id = QString::fromStdString(fault.id);
    const double from = secondsOf(fault.from);
    const bool armed = !fault.to.has_value();
    const auto known = std::find_if(m_faults.begin(), m_faults.end(),
                                    [&](const auto& span) { return span.id == id && span.from == from; });
    const FaultSpan span{id, QString::fromStdString(fault.name), from, fault.to ? secondsOf(*fault.to) : from, armed};
    if (known == m_faults.end())
      m_faults.push_back(span);
    else
      *known = span;
  }
  for (auto& span : m_faults)
    if (span.armed) span.to = m_newest;
  std::erase_if(m_faults, [this](const auto& span) { return span.to < m_newest - kSeconds; });
}

const std::vector<History::Sample>& History::samplesOf(const QString& name) const {
  static const std::vector<Sample> kNone;
  const auto found = m_series.find(name);
  return found == m_series.end() ? kNone : *found;
}

QStringList History::namesAfter(std::string_view prefix) const {
  const auto start = QLatin1String(prefix.data(), static_cast<qsizetype>(prefix.size()));
  QStringList names;
  for (auto series = m_series.begin(); series != m_series.end(); ++series)
    if (series.key().startsWith(start)) names.append(series.key().sliced(start.size()));
  names.sort();
  return names;
}

}  // namespace orderdeck::ui
