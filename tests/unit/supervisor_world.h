// What the supervisor's tests share: units that are shell scripts, and notes of what the supervisor told.
#pragma once

#include <QtTest>

#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <QTemporaryDir>

#include "runtime/supervise/supervisor.h"

namespace orderdeck::test::supervised {

using namespace runtime;
using core::Millis;

/// Notes of what happened, in sequence.
struct Notes {
  std::mutex mutex;
  std::vector<std::string> lines;
  void add(const std::string& line) {
    const std::lock_guard lock(mutex);
    lines.push_back(line);
  }
  std::ptrdiff_t at(const std::string& start) {
    const std::lock_guard lock(mutex);
    const auto found =
        std::find_if(lines.begin(), lines.end(), [&](const auto& line) { return line.starts_with(start); });
    return found == lines.end() ? -1 : found - lines.begin();
  }
};

inline char stateOf(pid_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(stat, line);
  return line.empty() ? '-' : line.at(line.rfind(')') + 2);
}

inline UnitSpec shellUnit(const std::string& name, const std::string& script, const std::string& log, Millis stopWait) {
  UnitSpec unit;
  unit.name = name;
  unit.service = name;
  unit.stopWait = stopWait;
  unit.command = [name, script, log] {
    return ChildSpec{.name = name, .command = {"/bin/sh", "-c", script}, .logFile = log};
  };
  return unit;
}

/// A test class inherits it beside QObject.
class Supervised {
 protected:
  QTemporaryDir m_folder;
  Notes m_notes;

  UnitSpec shell(const std::string& name, const std::string& script, Millis stopWait = Millis{2'000}) {
    return shellUnit(name, script, m_folder.filePath(QString::fromStdString(name) + ".log").toStdString(), stopWait);
  }

  std::unique_ptr<Supervisor> supervise(std::vector<UnitSpec> units, std::vector<std::string> stopOrder = {}) {
    m_notes.lines.clear();
    auto supervisor =
        std::make_unique<Supervisor>(std::move(units), std::move(stopOrder),
                                     [this](const orderdeck::api::OpsEvent& event) { m_notes.add(event.text); });
    supervisor->start();
    return supervisor;
  }

  static UnitView view(const Supervisor& supervisor, std::size_t index = 0) { return supervisor.units().at(index); }
  static std::string exitOf(const Supervisor& supervisor, std::size_t index = 0) {
    const auto exit = view(supervisor, index).lastExit;
    return exit ? api::inEnglish(*exit) : "";
  }
};

}  // namespace orderdeck::test::supervised
