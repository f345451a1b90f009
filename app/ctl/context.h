// What every command of orderdeckctl shares: the global options, where the backend is, and how an error ends the
// program.
#pragma once

#include <initializer_list>
#include <string>

#include <CLI/CLI.hpp>

#include "api/control_client.h"
#include "api/json_decoder.h"
#include "api/json_encoder.h"
#include "api/operations.h"
#include "core/error.h"

namespace orderdeck::ctl {

inline constexpr int kDone = 0, kBadNews = 1, kWrongUsage = 2, kNoBackend = 3, kNotChecked = 4;  // exit status

struct Context {
  bool json = false;
  std::string profile = "embedded";
  std::string dataDir;
  std::string connect;
  int exitCode = kDone;

  /// The data folder of the profile.
  core::Result<std::string> folder() const;
  /// --connect, or what run.json of the data folder says. The token: ORDERDECK_TOKEN, else run.json's.
  core::Result<api::ControlAddress> address() const;
  /// To that address, also once the daemon was started anew.
  api::ControlClient client(core::Millis timeout = core::Millis{10'000}) const;

  /// One call. On an error the program's exit status is set and the error is printed; then nothing is returned.
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
void addOpenApi(CLI::App& app, Context& context);

}  // namespace orderdeck::ctl
