#include "ui/widgets/freshness.h"

#include "ui/words/source_text.h"

namespace orderdeck::ui {

namespace {
constexpr double kNever = 1e18;  // seconds
}

Freshness Freshness::of(const api::Snapshot& snapshot, std::initializer_list<api::Source> sources) {
  const api::SourceView* stalest = nullptr;
  const auto look = [&](api::Source name) {
    const auto* source = api::sourceIn(snapshot, name);
    if (source == nullptr || !api::isStale(*source)) return;
    const auto ageOf = [](const api::SourceView& view) { return view.ageSeconds.value_or(kNever); };
    if (stalest == nullptr || ageOf(*source) > ageOf(*stalest)) stalest = source;
  };
  look(api::Source::Daemon);
  for (const api::Source name : sources) look(name);
  Freshness freshness;
  if (stalest == nullptr) return freshness;
  freshness.m_age = ageText(*stalest);
  freshness.m_why = sourceText(*stalest);
  return freshness;
}

}  // namespace orderdeck::ui
