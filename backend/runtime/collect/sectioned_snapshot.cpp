#include "runtime/collect/sectioned_snapshot.h"

namespace orderdeck::runtime {

SectionedSnapshot::SectionedSnapshot(std::int64_t first) {
  for (Part& part : m_parts) part.sequence = first;
}

void SectionedSnapshot::put(api::Snapshot snapshot) {
  const std::lock_guard lock(m_mutex);
  const api::SectionSet changed = api::differing(m_latest, snapshot);
  for (std::size_t i = 0; i < m_parts.size(); ++i) {
    if (changed.contains(static_cast<api::Section>(i))) m_parts[i] = {m_parts[i].sequence + 1, {}};
  }
  m_latest = std::move(snapshot);
  m_whole.reset();
}

api::Snapshot SectionedSnapshot::latest() const {
  const std::lock_guard lock(m_mutex);
  return m_latest;
}

std::shared_ptr<const std::string> SectionedSnapshot::whole() {
  const std::lock_guard lock(m_mutex);
  if (!m_whole) {
    std::vector<std::string_view> members;
    for (std::size_t i = 0; i < m_parts.size(); ++i) members.push_back(part(static_cast<api::Section>(i)).members);
    m_whole = std::make_shared<const std::string>(api::joinSections(m_latest, members));
  }
  return m_whole;
}

std::string SectionedSnapshot::changed(const api::SectionSequences& sections) {
  const std::lock_guard lock(m_mutex);
  std::vector<std::string_view> members;
  api::SectionSequences sequences;
  for (const auto& [section, has] : sections) {
    const Part& now = part(section);
    if (now.sequence == has) continue;
    members.push_back(now.members);
    sequences[section] = now.sequence;
  }
  return api::joinSections(m_latest, members, sequences);
}

const SectionedSnapshot::Part& SectionedSnapshot::part(api::Section section) {
  Part& found = m_parts[static_cast<std::size_t>(section)];
  if (found.members.empty()) found.members = api::encodeSection(section, m_latest);
  return found;
}

}  // namespace orderdeck::runtime
