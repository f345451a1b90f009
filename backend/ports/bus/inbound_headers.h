// The headers of a message that came: a value as long-lived as the message, read only when somebody asks: next to
// nobody does, and reading them costs.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "ports/bus/headers.h"

namespace orderdeck::ports {

/// What a bus keeps of the messages of one poll, for their headers. Any thread.
class HeaderSource {
 public:
  virtual ~HeaderSource() = default;
  virtual Headers headers(std::size_t message) const = 0;
};

class InboundHeaders {
 public:
  InboundHeaders() = default;
  InboundHeaders(Headers headers) : m_source(std::make_shared<Known>(std::move(headers))) {}
  InboundHeaders(std::shared_ptr<const HeaderSource> source, std::size_t message)
      : m_source(std::move(source)), m_message(message) {}

  Headers read() const { return m_source ? m_source->headers(m_message) : Headers(); }
  /// Lets go of what the bus keeps: for a message that is kept beyond its batch.
  void detach() {
    if (m_source) *this = InboundHeaders(read());
  }

 private:
  struct Known : HeaderSource {
    explicit Known(Headers headers) : all(std::move(headers)) {}
    Headers headers(std::size_t) const override { return all; }
    const Headers all;
  };

  std::shared_ptr<const HeaderSource> m_source;
  std::size_t m_message = 0;
};

}  // namespace orderdeck::ports
