#include "api/snapshot_encode.h"

#include <cmath>
#include <iterator>
#include <type_traits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/snapshot_fields.h"

namespace orderdeck::api {

namespace {

class Encoder {
 public:
  std::string take() { return std::move(m_out); }

  template <typename T>
  void operator()(const char* key, T& value) {
    if (m_out.back() != '{') m_out += ',';
    m_out += '"';
    m_out += key;
    m_out += "\":";
    write(value);
  }

  void write(bool value) { m_out += value ? "true" : "false"; }
  void write(double value) {
    if (std::isfinite(value))
      fmt::format_to(std::back_inserter(m_out), "{}", value + 0.0);  // -0 becomes 0
    else
      m_out += "null";
  }
  template <typename T>
    requires std::is_integral_v<T>
  void write(T value) {
    fmt::format_to(std::back_inserter(m_out), "{}", value);
  }
  void write(const std::string& value) {
    const auto plain = [](char c) { return c >= ' ' && c < 0x7f && c != '"' && c != '\\'; };
    if (std::all_of(value.begin(), value.end(), plain)) {
      m_out += '"';
      m_out += value;
      m_out += '"';
    } else {
      m_out += nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }
  }
  void write(const OpsArgument& value) {
    std::visit([this](const auto& held) { write(held); }, value);
  }
  void write(core::Timestamp value) { write(core::toEpochMillis(value)); }
  template <typename T>
  void write(std::optional<T>& value) {
    if (value)
      write(*value);
    else
      m_out += "null";
  }
  template <typename A, typename B>
  void write(std::pair<A, B>& value) {
    m_out += '[';
    write(value.first);
    m_out += ',';
    write(value.second);
    m_out += ']';
  }
  template <typename T>
  void write(std::vector<T>& values) {
    m_out += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) m_out += ',';
      write(values[i]);
    }
    m_out += ']';
  }
  template <typename T>
  void write(std::map<std::string, T>& values) {
    m_out += '{';
    for (auto& [key, value] : values) {
      if (m_out.back() != '{') m_out += ',';
      write(key);
      m_out += ':';
      write(value);
    }
    m_out += '}';
  }
  template <typename T>
    requires std::is_aggregate_v<T>
  void write(T& value) {
    m_out += '{';
    visit(*this, value);
    m_out += '}';
  }

 private:
  std::string m_out;
};

template <typename T>
std::string encode(T value) {
  Encoder encoder;
  encoder.write(value);
  return encoder.take();
}

}  // namespace

std::string encodeSnapshot(const Snapshot& snapshot) { return encode(snapshot); }
std::string encodeFaultViews(std::span<const FaultView> faults) {
  return encode(std::vector<FaultView>(faults.begin(), faults.end()));
}
std::string encodeInvariants(std::span<const InvariantView> list) {
  return encode(std::vector<InvariantView>(list.begin(), list.end()));
}
std::string encodeBalance(const Balance& balance) { return encode(balance); }
std::string encodeLoad(const LoadView& load) { return encode(load); }
std::string encodeStatus(const NodeStatus& status) { return encode(status); }

}  // namespace orderdeck::api
