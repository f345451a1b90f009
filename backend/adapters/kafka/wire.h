// The few messages of the Kafka protocol that we speak ourselves (kafka.apache.org/protocol): writing a request,
// reading an answer. Librdkafka's own calls for them (its admin API) can abort the process. Private to the adapter; a
// value, no I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace orderdeck::adapters::kafka {

enum class Api : std::int16_t {
  ListOffsets = 2,
  Metadata = 3,
  OffsetFetch = 9,
  FindCoordinator = 10,
  ListGroups = 16,
  ApiVersions = 18
};

/// A request's body: big-endian numbers, strings with a 16-bit length, arrays with a 32-bit one.
class WireWriter {
 public:
  WireWriter& int8(std::int8_t value) { return number(static_cast<std::uint8_t>(value), 1); }
  WireWriter& int16(std::int16_t value) { return number(static_cast<std::uint16_t>(value), 2); }
  WireWriter& int32(std::int32_t value) { return number(static_cast<std::uint32_t>(value), 4); }
  WireWriter& int64(std::int64_t value) { return number(static_cast<std::uint64_t>(value), 8); }
  WireWriter& count(std::size_t value) { return int32(static_cast<std::int32_t>(value)); }
  WireWriter& string(std::string_view value);
  const std::string& bytes() const { return m_bytes; }

 private:
  WireWriter& number(std::uint64_t value, int size);

  std::string m_bytes;
};

/// An answer's body. Past its end everything is 0 or empty, and ok() false: whoever reads asks once, at the end.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : m_rest(bytes) {}

  std::int8_t int8() { return static_cast<std::int8_t>(number(1)); }
  std::int16_t int16() { return static_cast<std::int16_t>(number(2)); }
  std::int32_t int32() { return static_cast<std::int32_t>(number(4)); }
  std::int64_t int64() { return static_cast<std::int64_t>(number(8)); }
  /// A string that is null is empty.
  std::string string();
  /// How many elements follow; never more than could stand in what is left.
  std::int32_t count();
  bool ok() const { return m_ok; }

 private:
  std::uint64_t number(int size);

  std::string_view m_rest;
  bool m_ok = true;
};

}  // namespace orderdeck::adapters::kafka
