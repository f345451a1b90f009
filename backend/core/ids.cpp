#include "core/ids.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "core/clock.h"

namespace orderdeck::core {

namespace {

void fillRandom(void* data, std::size_t size) {
  if (getrandom(data, size, 0) != static_cast<ssize_t>(size)) throw std::runtime_error("getrandom failed");
}

// The ULID's 80 random bits, kept as 16 + 64 so that the next id of the same millisecond is this one plus one.
struct IdState {
  std::int64_t millis = 0;
  std::uint16_t high = 0;
  std::uint64_t low = 0;
  std::mt19937_64 random = [] {
    std::uint64_t seed = 0;
    fillRandom(&seed, sizeof seed);
    return std::mt19937_64{seed};
  }();
};

/// A table: every event's ids are looked at by every service.
constexpr std::array<bool, 256> kIdCharacters = [] {
  std::array<bool, 256> legal{};
  for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"))
    legal[static_cast<unsigned char>(c)] = true;
  return legal;
}();

}  // namespace

std::string newId() {
  thread_local IdState state;
  const std::int64_t millis = toEpochMillis(now());
  if (millis > state.millis) {
    state.millis = millis;
    state.high = static_cast<std::uint16_t>(state.random() & 0x7fff);
    state.low = state.random();
  } else if (++state.low == 0) {
    ++state.high;
  }
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  __extension__ using Wide = unsigned __int128;
  Wide value = (static_cast<Wide>(state.millis) << 80) | (static_cast<Wide>(state.high) << 64) | state.low;
  std::string id(26, '0');
  for (std::size_t i = id.size(); i-- > 0; value >>= 5) id[i] = kAlphabet[static_cast<std::size_t>(value & 31)];
  return id;
}

bool isLegalId(std::string_view text, std::size_t longest) {
  if (text.empty() || text.size() > longest) return false;
  return std::ranges::all_of(text, [](char c) { return kIdCharacters[static_cast<unsigned char>(c)]; });
}

std::string randomToken(std::size_t bytes) {
  std::vector<unsigned char> data(bytes);
  fillRandom(data.data(), bytes);
  std::string token;
  for (const unsigned char byte : data) token += fmt::format("{:02x}", byte);
  return token;
}

std::uint64_t stableHash(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

}  // namespace orderdeck::core
