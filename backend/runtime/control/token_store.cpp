#include "runtime/control/token_store.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "api/json_decoder.h"
#include "api/json_encoder.h"
#include "core/ids.h"
#include "core/private_file.h"
#include "core/text_file.h"
#include "runtime/node/node_api_token.h"

namespace orderdeck::runtime {

using core::ErrorCode;
using core::Result;

namespace {

constexpr std::size_t kTokenBytes = 24;

/// Hex. A token is random and long: it needs neither salt nor many rounds.
std::string sha256(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) return {};
  std::string hex;
  for (unsigned i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

}  // namespace

template <typename V>
void visit(V& v, TokenStore::Stored& t) {
  v("name", t.name), v("scope", t.scope), v("sha256", t.sha256), v("madeAt", t.madeAt, api::kRfc3339);
}

TokenStore::TokenStore(std::string mainToken, std::string file)
    : m_mainToken(std::move(mainToken)), m_file(std::move(file)) {
  std::error_code ignored;
  if (m_file.empty() || !std::filesystem::exists(m_file, ignored)) return;
  const auto text = core::readTextFile(m_file);
  auto tokens = text ? api::decodeJson<std::vector<Stored>>(*text, m_file) : std::unexpected(text.error());
  if (tokens && std::ranges::all_of(*tokens, [](const Stored& token) { return token.scope.isKnown(); })) {
    m_tokens = *std::move(tokens);
    return;
  }
  m_trouble = tokens ? fmt::format("{}: a scope that is not known", m_file) : tokens.error().what;
  spdlog::error("the tokens that were made are not taken: {}", m_trouble);
}

std::optional<api::TokenView> TokenStore::holderOf(std::string_view authorization) const {
  if (bearerMatches(authorization, m_mainToken)) return api::TokenView{std::string(kMainToken), api::Scope::Admin};
  const std::string_view given = bearerOf(authorization);
  if (given.empty()) return std::nullopt;
  const std::string hash = sha256(given);
  const std::lock_guard lock(m_mutex);
  const auto found = std::ranges::find(m_tokens, hash, &Stored::sha256);
  if (hash.empty() || found == m_tokens.end()) return std::nullopt;
  return api::TokenView{found->name, found->scope};
}

ports::HttpReply TokenStore::refusal() {
  return ports::problem({ErrorCode::Unauthorized,
                         "a token is asked for: the one of run.json, or one that was made with it (orderdeckctl token)",
                         false});
}

Result<api::MadeToken> TokenStore::make(const api::NewToken& token) {
  if (!core::isLegalId(token.name) || token.name == kMainToken)
    return core::fail(ErrorCode::InvalidArgument,
                      fmt::format("name must be 1 to 64 of letters, digits, '_', '.' and '-', and not {}, not '{}'",
                                  kMainToken, token.name));
  const std::string secret = core::randomToken(kTokenBytes);
  const std::lock_guard lock(m_mutex);
  if (std::ranges::find(m_tokens, token.name, &Stored::name) != m_tokens.end())
    return core::fail(ErrorCode::Conflict, fmt::format("there is a token {} already: revoke it first", token.name));
  if (m_tokens.size() >= kMost)
    return core::fail(ErrorCode::Conflict, fmt::format("there are {} tokens already: revoke one first", kMost));
  std::vector<Stored> tokens = m_tokens;
  tokens.push_back({token.name, token.scope, sha256(secret), core::now()});
  std::ranges::sort(tokens, {}, &Stored::name);
  if (auto kept = keep(std::move(tokens)); !kept) return std::unexpected(kept.error());
  return api::MadeToken{token.name, token.scope, secret};
}

Result<void> TokenStore::revoke(const std::string& name) {
  const std::lock_guard lock(m_mutex);
  std::vector<Stored> tokens = m_tokens;
  if (std::erase_if(tokens, [&name](const Stored& token) { return token.name == name; }) == 0)
    return core::fail(ErrorCode::NotFound, fmt::format("no token is named {}", name));
  return keep(std::move(tokens));
}

/// On the disk first: a token that was ended does not come back with the next daemon.
Result<void> TokenStore::keep(std::vector<Stored> tokens) {
  if (!m_trouble.empty())
    return core::fail(ErrorCode::Unavailable,
                      fmt::format("nothing was changed: {}; move it away and start the daemon again", m_trouble));
  if (!m_file.empty()) {
    if (auto written = core::writePrivateFile(m_file, api::encodeJson(tokens) + "\n"); !written) return written;
  }
  m_tokens = std::move(tokens);
  return {};
}

std::vector<api::TokenView> TokenStore::made() const {
  const std::lock_guard lock(m_mutex);
  std::vector<api::TokenView> views;
  for (const Stored& token : m_tokens) views.push_back({token.name, token.scope});
  return views;
}

}  // namespace orderdeck::runtime
