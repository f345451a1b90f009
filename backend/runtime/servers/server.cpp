#include "runtime/servers/server.h"

#include <unistd.h>

#include <fmt/format.h>

#include "core/private_file.h"

namespace orderdeck::runtime {

namespace {

core::Result<void> writeConfig(const std::string& folder, const ServerSpec& spec) {
  if (spec.configFile.empty()) return {};
  if (auto made = core::makePrivateDir(folder); !made) return made;
  return core::writePrivateFile(folder + "/" + spec.configFile, spec.config);
}

}  // namespace

std::string serverFolder(const std::string& dataDir, const std::string& name) { return dataDir + "/" + name; }

core::Result<UnitSpec> serverUnit(const std::string& dataDir, ServerSpec spec) {
  const std::string folder = serverFolder(dataDir, spec.name);
  if (auto written = writeConfig(folder, spec); !written) return std::unexpected(written.error());
  UnitSpec unit;
  unit.name = spec.name;
  unit.service = spec.service;
  unit.stopWait = spec.stopWait;
  unit.prepare = spec.prepare;
  unit.probe = spec.answers;
  unit.ready = spec.ready;
  unit.command = [folder, log = fmt::format("{}/logs/{}.log", dataDir, spec.name), spec = std::move(spec)] {
    static_cast<void>(writeConfig(folder, spec));  // the server says so itself when it cannot read it
    for (const std::string& left : spec.remains) ::unlink(left.c_str());
    return ChildSpec{.name = spec.name, .command = spec.command, .logFile = log, .readyLine = !spec.answers};
  };
  return unit;
}

}  // namespace orderdeck::runtime
