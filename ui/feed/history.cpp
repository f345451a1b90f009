#include "ui/feed/history.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace orderdeck::ui {
namespace {

constexpr double kStep = 0.95;  // seconds between samples, a little under one so that none is lost to jitter

double secondsOf(core::Timestamp t) { return static_cast<double>(core::toEpochMillis(t)) / 1000.0; }

void dropOld(std::vector<History::Sample>& samples, double before) {
  // In steps of a minute, so that the vector is not shifted with every sample.
  if (samples.empty() || samples.front().at > before - 60) return;
  const auto keep = std::find_if(samples.begin(), samples.end(), [before](const auto& s) { return s.at >= before; });
  samples.erase(samples.begin(), keep);
}

}  // namespace

void History::add(const api::Snapshot& snapshot) {
  const double at = secondsOf(snapshot.at);
  m_newest = std::max(m_newest, at);
  for (const auto& group : snapshot.groups) {
    if (!group.lag) continue;
    auto& samples = m_lag[QString::fromStdString(group.group)];
    if (!samples.empty() && at - samples.back().at < kStep) continue;
    samples.push_back({at, static_cast<double>(*group.lag)});
    dropOld(samples, m_newest - kSeconds);
  }
  addFaults(snapshot);
}

void History::addFaults(const api::Snapshot& snapshot) {
  const double at = secondsOf(snapshot.at);
  for (auto& span : m_faults) {
    if (!span.armed) continue;
    const auto still = std::any_of(snapshot.faults.begin(), snapshot.faults.end(),
                                   [&](const auto& f) { return QString::fromStdString(f.id) == span.id; });
    span.to = at;
    span.armed = still;
  }
  for (const auto& fault : snapshot.faults) {
    const QString id = QString::fromStdString(fault.id);
    const auto known =
        std::any_of(m_faults.begin(), m_faults.end(), [&](const auto& span) { return span.armed && span.id == id; });
    if (!known) m_faults.push_back({id, QString::fromStdString(fault.name), at, at, true});
  }
  std::erase_if(m_faults, [this](const auto& span) { return span.to < m_newest - kSeconds; });
}

bool History::addPast(std::string_view json) {
  const auto root = nlohmann::json::parse(json, nullptr, false);
  if (!root.is_object() || !root.contains("groups") || !root["groups"].is_object()) return false;
  for (const auto& [name, points] : root["groups"].items()) {
    if (!points.is_array()) return false;
    auto& samples = m_lag[QString::fromStdString(name)];
    const double end = samples.empty() ? std::numeric_limits<double>::max() : samples.front().at;
    std::vector<Sample> past;
    past.reserve(points.size() + samples.size());
    for (const auto& point : points) {
      if (!point.is_array() || point.size() != 2 || !point[0].is_number()) return false;
      if (!point[1].is_number()) continue;  // not known at that time
      const double at = point[0].get<double>() / 1000.0;
      if (at < end && (past.empty() || at - past.back().at >= kStep)) past.push_back({at, point[1].get<double>()});
    }
    past.insert(past.end(), samples.begin(), samples.end());
    samples = std::move(past);
  }
  return true;
}

const std::vector<History::Sample>& History::lagOf(const QString& group) const {
  static const std::vector<Sample> kNone;
  const auto found = m_lag.find(group);
  return found == m_lag.end() ? kNone : *found;
}

}  // namespace orderdeck::ui
