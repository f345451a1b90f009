// Follows a load that was started to its end, for `inject` and `demo`: Ctrl-C stops it.
#pragma once

#include <functional>
#include <optional>

#include "app/ctl/context.h"

namespace orderdeck::ctl {

/// Starts the load and returns its last view; `each` is called some times a second with every snapshot that shows it.
/// Ctrl-C (and SIGTERM) stops the load and still gives its figures. Nothing: an error, which was printed.
std::optional<api::LoadView> runLoad(Context& context, const api::LoadSpec& spec,
                                     const std::function<void(const api::Snapshot&)>& each);

/// "12,345/20,000  1,998/s  accepted 12,340  refused 3  failed 2  p50 2.1 ms  p99 9 ms", and "behind by N" when it is.
std::string loadLine(const api::LoadView& load);

}  // namespace orderdeck::ctl
