// A file of orders that is read twice: through, to see that it is whole, and then order by order as they are sent. One
// thread at a time.
#pragma once

#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "runtime/load/order_file.h"

namespace orderdeck::runtime {

class OrderStream {
 public:
  /// InvalidArgument: it is not there, cannot be read, or is no file.
  static core::Result<std::unique_ptr<OrderStream>> open(const std::string& path, api::FileFormat format);
  static std::unique_ptr<OrderStream> of(std::string text, api::FileFormat format);

  /// Reads all of it and counts its orders; nothing when stopped. `progress` hears the share that was read, 0..1.
  /// Errors as OrderFileReader::next(). Afterwards next() begins at its first order.
  core::Result<std::optional<std::int64_t>> check(const domain::Catalogue& catalogue, const std::stop_token& stop,
                                                  const std::function<void(double)>& progress);

  core::Result<std::optional<FileOrder>> next() { return m_reader->next(); }

 private:
  OrderStream(std::unique_ptr<std::istream> text, api::FileFormat format);
  void rewind(const domain::Catalogue* catalogue = nullptr);

  const std::unique_ptr<std::istream> m_text;
  const api::FileFormat m_format;
  double m_bytes = 0;  // how long it is
  std::unique_ptr<OrderFileReader> m_reader;
};

}  // namespace orderdeck::runtime
