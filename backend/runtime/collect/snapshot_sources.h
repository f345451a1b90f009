// The sources of a snapshot as it says them: when each was last read whole, and what is wrong with it. Pure.
#pragma once

#include <chrono>
#include <vector>

#include "api/freshness.h"
#include "runtime/collect/source_look.h"

namespace orderdeck::runtime {

struct SourceLooks {
  SourceLook store, broker, nodes, audit;
  std::optional<SourceLook> ledger;  // nothing: there is none
};

/// With the state of the processes that stand behind them in `nodes`: a Redis that is paused is not read, whatever age
/// its figures have.
std::vector<api::SourceView> sourcesOf(const SourceLooks& looks, const std::vector<api::NodeView>& nodes,
                                       SourceLook::Clock::time_point now = SourceLook::Clock::now());

}  // namespace orderdeck::runtime
