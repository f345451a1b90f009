// The tokens of the control API: the one of run.json, which may do everything and is another with every daemon, and
// those that were made, each with its name and scope. Of these only a SHA-256 is kept, in DATA/tokens.json. Owned by
// the daemon; any thread.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/acts.h"
#include "core/clock.h"
#include "core/error.h"
#include "ports/http.h"

namespace orderdeck::runtime {

class TokenStore {
 public:
  static constexpr std::string_view kMainToken = "run.json";  // its name
  static constexpr std::size_t kMost = 100;

  struct Stored {
    std::string name;
    api::ScopeWord scope;
    std::string sha256;  // hex
    core::Timestamp madeAt;
  };

  /// `file`: where those are that were made; empty: nothing is kept. One that cannot be read is said in the daemon's
  /// log, and then no token can be made or ended.
  TokenStore(std::string mainToken, std::string file);

  /// Whose token an Authorization header has ("Bearer TOKEN"); nothing when it is none of ours.
  std::optional<api::TokenView> holderOf(std::string_view authorization) const;
  /// The answer to such a call.
  static ports::HttpReply refusal();

  /// InvalidArgument: no legal name; Conflict: there is one of this name, or there are kMost; Unavailable: it cannot be
  /// kept.
  core::Result<api::MadeToken> make(const api::NewToken& token);
  /// NotFound when none has this name.
  core::Result<void> revoke(const std::string& name);
  /// Those that were made, by name.
  std::vector<api::TokenView> made() const;

 private:
  core::Result<void> keep(std::vector<Stored> tokens);

  const std::string m_mainToken, m_file;
  mutable std::mutex m_mutex;  // guards what follows
  std::vector<Stored> m_tokens;
  std::string m_trouble;  // why the file cannot be read
};

}  // namespace orderdeck::runtime
