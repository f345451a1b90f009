#include "adapters/kafka/wire.h"

namespace orderdeck::adapters::kafka {

WireWriter& WireWriter::string(std::string_view value) {
  int16(static_cast<std::int16_t>(value.size()));
  m_bytes += value;
  return *this;
}

WireWriter& WireWriter::number(std::uint64_t value, int size) {
  for (int byte = size - 1; byte >= 0; --byte)
    m_bytes += static_cast<char>(static_cast<std::uint8_t>(value >> (8 * byte)));
  return *this;
}

std::uint64_t WireReader::number(int size) {
  const auto bytes = static_cast<std::size_t>(size);
  if (m_rest.size() < bytes) {
    m_ok = false;
    m_rest = {};
    return 0;
  }
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) value = value << 8 | static_cast<std::uint8_t>(m_rest[i]);
  m_rest.remove_prefix(bytes);
  return value;
}

std::string WireReader::string() {
  const std::int16_t size = int16();
  if (size <= 0) return {};
  if (m_rest.size() < static_cast<std::size_t>(size)) {
    m_ok = false;
    m_rest = {};
    return {};
  }
  std::string value(m_rest.substr(0, static_cast<std::size_t>(size)));
  m_rest.remove_prefix(static_cast<std::size_t>(size));
  return value;
}

std::int32_t WireReader::count() {
  const std::int32_t elements = int32();
  if (elements <= 0) return 0;
  if (static_cast<std::size_t>(elements) <= m_rest.size()) return elements;
  m_ok = false;
  m_rest = {};
  return 0;
}

}  // namespace orderdeck::adapters::kafka
