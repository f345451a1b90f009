#include "api/snapshot_sections.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/json_decoder.h"
#include "api/json_encoder.h"
#include "api/snapshot_fields.h"

namespace orderdeck::api {

namespace {

void moveSection(Section section, Snapshot& from, Snapshot& to) {
  eachSection(from, [&]<typename Part>(Section each, Part& part) {
    if (each == section) static_cast<Part&>(to) = std::move(part);
  });
}

}  // namespace

std::optional<Section> sectionNamed(std::string_view name) {
  const auto found = std::ranges::find(kSectionNames, name);
  if (found == kSectionNames.end()) return std::nullopt;
  return static_cast<Section>(found - kSectionNames.begin());
}

std::string sectionsText(const SectionSequences& sections) {
  std::string text;
  for (const auto& [section, sequence] : sections) {
    text += fmt::format("{}{}", text.empty() ? "" : ",", nameOf(section));
    if (sequence != 0) text += fmt::format(":{}", sequence);
  }
  return text;
}

core::Result<SectionSequences> parseSections(std::string_view text) {
  SectionSequences sections;
  for (std::size_t at = 0, end = 0; at < text.size(); at = end + 1) {
    end = std::min(text.find(',', at), text.size());
    const std::string_view one = text.substr(at, end - at);
    const std::size_t colon = std::min(one.find(':'), one.size());
    const auto section = sectionNamed(one.substr(0, colon));
    if (!section) {
      return core::fail(core::ErrorCode::InvalidArgument,
                        fmt::format("sections: there is no '{}'; there are {}", one.substr(0, colon),
                                    fmt::join(kSectionNames, ", ")));
    }
    std::int64_t sequence = 0;
    if (colon < one.size()) {
      const auto read = std::from_chars(one.data() + colon + 1, one.data() + one.size(), sequence);
      if (read.ec != std::errc() || read.ptr != one.data() + one.size() || sequence < 0) {
        return core::fail(core::ErrorCode::InvalidArgument,
                          fmt::format("sections: '{}' must be a name, or NAME:SEQUENCE", one));
      }
    }
    sections[*section] = sequence;
  }
  return sections;
}

SectionSet differing(const Snapshot& a, const Snapshot& b) {
  SectionSet found;
  eachSection(a, [&]<typename Part>(Section section, const Part& part) {
    if (!(part == static_cast<const Part&>(b))) found |= SectionSet{section};
  });
  return found;
}

void SnapshotUpdate::add(SnapshotUpdate later) {
  content.sequence = later.content.sequence;
  content.at = later.content.at;
  content.sources = std::move(later.content.sources);
  for (const auto& [section, sequence] : later.sections) {
    moveSection(section, later.content, content);
    sections[section] = sequence;
  }
}

void SnapshotUpdate::moveInto(Snapshot& picture) && {
  picture.sequence = content.sequence;
  picture.at = content.at;
  picture.sources = content.sources;
  for (const auto& [section, sequence] : sections) moveSection(section, content, picture);
}

std::string encodeSection(Section section, const Snapshot& snapshot) {
  std::string text;
  eachSection(snapshot, [&](Section each, const auto& part) {
    if (each == section) text = encodeJson(part);
  });
  return text.substr(1, text.size() - 2);
}

core::Result<SnapshotUpdate> decodeUpdate(std::string_view json) {
  return decodeJson<SnapshotUpdate>(json, "snapshot");
}

std::string joinSections(const Snapshot& head, const std::vector<std::string_view>& members,
                         const std::optional<SectionSequences>& sequences) {
  std::string text = fmt::format(R"({{"sequence":{},"at":{},"sources":{})", head.sequence, core::toEpochMillis(head.at),
                                 encodeJson(head.sources));
  if (sequences) {
    text += R"(,"sections":{)";
    for (const auto& [section, sequence] : *sequences)
      text += fmt::format(R"({}"{}":{})", text.back() == '{' ? "" : ",", nameOf(section), sequence);
    text += '}';
  }
  for (const std::string_view member : members) {
    text += ',';
    text += member;
  }
  return text + '}';
}

}  // namespace orderdeck::api
