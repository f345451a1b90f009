// How a thread of a service gets connections of its own. Made on the thread that uses them, when they are first needed:
// some libraries tie a connection to its thread, and a store that is away at the start must not keep the service from
// starting.
#pragma once

#include <exception>
#include <functional>
#include <memory>

#include <fmt/format.h>

#include "core/error.h"
#include "ports/ledger/ledger_reader.h"
#include "ports/store/order_store.h"
#include "ports/store/outbox.h"
#include "ports/store/stock_store.h"
#include "ports/store/store_inspector.h"

namespace orderdeck::services {

template <typename Port>
using Factory = std::function<std::unique_ptr<Port>()>;  // may throw when the port cannot be had now; any thread

/// The gateway's.
struct StoreFactories {
  Factory<ports::OrderStore> orders;
  Factory<ports::Outbox> outbox;
  Factory<ports::StockStore> stock;
  Factory<ports::StoreInspector> inspector;
  Factory<ports::LedgerReader> ledger;
};

/// One thread's own instance of a port.
template <typename Port>
class LazyPort {
 public:
  explicit LazyPort(Factory<Port> factory) : m_factory(std::move(factory)) {}

  /// Unavailable (retryable) when it cannot be made now; the next call tries again.
  core::Result<Port*> get() {
    if (m_port) return m_port.get();
    try {
      m_port = m_factory();
    } catch (const std::exception& e) {
      return core::fail(core::ErrorCode::Unavailable, fmt::format("cannot connect: {}", e.what()), true);
    }
    return m_port.get();
  }

 private:
  Factory<Port> m_factory;
  std::unique_ptr<Port> m_port;
};

}  // namespace orderdeck::services
