#include "runtime/load/order_stream.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace orderdeck::runtime {

namespace {

constexpr std::int64_t kProgressEvery = 5'000;  // orders

std::unexpected<core::Error> cannotRead(const std::string& path, const std::string& why) {
  return core::fail(core::ErrorCode::InvalidArgument, fmt::format("file: cannot read {}: {}", path, why));
}

}  // namespace

core::Result<std::unique_ptr<OrderStream>> OrderStream::open(const std::string& path, api::FileFormat format) {
  if (!std::filesystem::path(path).is_absolute()) return cannotRead(path, "the path must be absolute");
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) return cannotRead(path, "there is no such file");
  if (status.type() != std::filesystem::file_type::regular) return cannotRead(path, "it is no regular file");
  auto text = std::make_unique<std::ifstream>(path, std::ios::binary);
  if (!text->is_open()) return cannotRead(path, std::strerror(errno));
  return std::unique_ptr<OrderStream>(new OrderStream(std::move(text), format));
}

std::unique_ptr<OrderStream> OrderStream::of(std::string text, api::FileFormat format) {
  return std::unique_ptr<OrderStream>(new OrderStream(std::make_unique<std::istringstream>(std::move(text)), format));
}

OrderStream::OrderStream(std::unique_ptr<std::istream> text, api::FileFormat format)
    : m_text(std::move(text)), m_format(format) {
  m_text->seekg(0, std::ios::end);
  m_bytes = static_cast<double>(m_text->tellg());
  rewind();
}

void OrderStream::rewind(const domain::Catalogue* catalogue) {
  m_text->clear();
  m_text->seekg(0);
  m_reader = std::make_unique<OrderFileReader>(*m_text, m_format, catalogue);
}

core::Result<std::optional<std::int64_t>> OrderStream::check(const domain::Catalogue& catalogue,
                                                             const std::stop_token& stop,
                                                             const std::function<void(double)>& progress) {
  rewind(&catalogue);
  std::int64_t orders = 0;
  while (true) {
    const auto order = m_reader->next();
    if (!order) return std::unexpected(order.error());
    if (!*order) break;
    if (++orders % kProgressEvery != 0) continue;
    if (stop.stop_requested()) return std::nullopt;
    progress(std::min(1.0, static_cast<double>(m_reader->bytesRead()) / m_bytes));
  }
  rewind();
  return orders;
}

}  // namespace orderdeck::runtime
