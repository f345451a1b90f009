// What every command of orderdeckctl shares: the global options, where the backend is, and how an error ends the
// program.
#pragma once

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

#include "api/control_client.h"
#include "api/json_decoder.h"
#include "api/json_encoder.h"
#include "api/operations.h"
#include "core/error.h"

namespace orderdeck::ctl {

inline constexpr int kDone = 0, kBadNews = 1, kWrongUsage = 2, kNoBackend = 3, kNotChecked = 4;  // exit status

/// What each exit status means, as the man page and docs/contract/cli.md say it.
inline constexpr std::array<std::pair<int, std::string_view>, 5> kExitMeanings = {{
    {kDone, "done"},
    {kBadNews,
     "bad news: an invariant is broken, an order is not found, a backend is not ready in time; or the output "
     "cannot be written"},
    {kWrongUsage, "wrong usage: an option, a profile, a data folder; for the console also: no display"},
    {kNoBackend, "the backend is not running"},
    {kNotChecked, "not everything could be checked (audit, bench, demo)"},
}};

/// The environment variables that the programs read.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kVariables = {{
    {"ORDERDECK_TOKEN", "the token of the backend that --connect names"},
    {"ORDERDECK_TOKEN_FILE", "as --token-file: a file with the token to use"},
    {"ORDERDECK_LEDGER_PASSWORD", "of the ledger's PostgreSQL, in the place of the profile's; read by up"},
    {"ORDERDECK_REDIS_PASSWORD", "of Redis, in the place of the profile's; read by up"},
    {"ORDERDECK_LOG", "how much the backend logs: debug, info, warn or error"},
    {"XDG_DATA_HOME", "where data folders are (default: ~/.local/share)"},
}};

struct Context {
  bool json = false;
  std::string profile = "embedded";
  std::string dataDir;
  std::string connect;
  std::string tokenFile;
  std::string reason;  // of every act
  int exitCode = kDone;

  /// The data folder of the profile.
  core::Result<std::string> folder() const;
  /// --connect, or what run.json of the data folder says. The token: --token-file's, else (with --connect)
  /// ORDERDECK_TOKEN, else run.json's.
  core::Result<api::ControlAddress> address() const;
  /// To that address, also once the daemon was started anew.
  api::Caller caller() const { return api::callerOf(api::kCtlProgram, reason); }
  api::ControlClient client(core::Millis timeout = core::Millis{10'000}) const;

  /// One call. On an error the program's exit status is set and the error is printed; then nothing is returned. Without
  /// --json, the texts of the answer are as a terminal may show them.
  std::optional<std::string> call(const api::ControlCall& call, core::Millis timeout = core::Millis{10'000});
  std::optional<api::Snapshot> snapshot();
  /// Says which of these sources of a snapshot were not read lately, a line each; beside JSON on standard error.
  void sayStale(const api::Snapshot& snapshot, std::initializer_list<api::Source> sources) const;
  /// The answer of a call, decoded; an error as above.
  template <typename T>
  std::optional<T> decoded(const std::string& body) {
    auto answer = api::decodeJson<T>(body, "the backend's answer");
    if (answer) return *std::move(answer);
    fail(answer.error());
    return std::nullopt;
  }

  /// Prints JSON, for --json.
  static void print(const std::string& text);
  /// Prints the error (as JSON with --json) and sets the exit status: 3 when the backend is not there, 2 for wrong
  /// input, else 1.
  void fail(const core::Error& error);
};

/// Every group of commands adds itself to the program.
void addUp(CLI::App& app, Context& context);
void addStatus(CLI::App& app, Context& context);
void addInject(CLI::App& app, Context& context);
void addOrder(CLI::App& app, Context& context);
void addInventory(CLI::App& app, Context& context);
void addLag(CLI::App& app, Context& context);
void addLocks(CLI::App& app, Context& context);
void addNodes(CLI::App& app, Context& context);
void addBreakers(CLI::App& app, Context& context);
void addFault(CLI::App& app, Context& context);
void addAudit(CLI::App& app, Context& context);
void addDeadLetters(CLI::App& app, Context& context);
void addRebuild(CLI::App& app, Context& context);
void addBench(CLI::App& app, Context& context);
void addDemo(CLI::App& app, Context& context);
void addActs(CLI::App& app, Context& context);
void addTokens(CLI::App& app, Context& context);
void addOpenApi(CLI::App& app, Context& context);
void addCompletion(CLI::App& app, Context& context);

}  // namespace orderdeck::ctl
