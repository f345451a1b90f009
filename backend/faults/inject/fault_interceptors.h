// Link faults between this node and its dependencies: latency, black hole, reset, and an answer that is lost though the
// call had its effect. They stand behind whatever watches the dependency (a circuit breaker), which so sees them as
// what they look like. A link belongs to its connection's thread.
#pragma once

#include <string>

#include "core/clock.h"
#include "faults/inject/fault_registry.h"
#include "ports/interceptor.h"

namespace orderdeck::faults {

/// Links to `dependency` (redis, kafka, ledger, payment, mail) behind those of `inner`. `timeout`: how long a caller
/// waits in a black hole. `registry` outlives the links.
ports::InterceptorFactory faultInterceptors(FaultRegistry& registry, std::string dependency, core::Millis timeout,
                                            ports::InterceptorFactory inner);

}  // namespace orderdeck::faults
