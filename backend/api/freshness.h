// What follows from the age of the snapshot's sources. A figure whose source was not read for two seconds is no longer
// known: what counts stays, and carries its age; rates, estimates and verdicts are taken away, since they would say
// what is going on now. The daemon judges its sources with it, and a client a daemon that answers no more. Pure.
#pragma once

#include <optional>
#include <string>

#include "api/snapshot.h"

namespace orderdeck::api {

inline constexpr core::Millis kStaleAfter{2'000};

/// `age`: since it was last read whole; nothing: it never was. One that `isAway` is stale at once: what stands behind
/// it is known not to run.
SourceView judgedSource(Source name, std::optional<core::Timestamp> readAt, std::optional<core::Millis> age,
                        std::string trouble = {}, bool isAway = false);

/// Null for one that the snapshot does not name.
const SourceView* sourceIn(const Snapshot& snapshot, Source name);
/// It was not read lately, or never.
bool isStale(const SourceView& source);
bool isStale(const Snapshot& snapshot, Source name);

/// "Redis", "the broker": what a source is called in a sentence.
std::string_view nameOfSource(Source name);
/// "Redis was last read 12 s ago: redis is paused".
std::string inEnglish(const SourceView& source);

/// Takes away what stale sources do not tell any more.
void dropStale(Snapshot& snapshot);

/// The snapshot `by` later, when nothing newer came: every source is older by so much, for this reason.
void growOld(Snapshot& snapshot, core::Millis by, const std::string& trouble);

}  // namespace orderdeck::api
