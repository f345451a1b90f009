// The closed words of the API's structs. JSON has their names.
#pragma once

#include "core/circuit_breaker.h"
#include "core/words.h"

namespace orderdeck::api {

/// Of the system. Unknown: what it is judged by was not read lately.
enum class SystemState { Starting, Running, Degraded, Stopping, Unknown };
constexpr auto wordsOf(SystemState) {
  return std::to_array<core::Word<SystemState>>({{SystemState::Starting, "starting"},
                                                 {SystemState::Running, "running"},
                                                 {SystemState::Degraded, "degraded"},
                                                 {SystemState::Stopping, "stopping"},
                                                 {SystemState::Unknown, "unknown"}});
}
using SystemStateWord = core::ClosedWord<SystemState>;

/// What the system is made of: the badge of its profile.
enum class ProfileKind { Embedded, Kafka, Production };
constexpr auto wordsOf(ProfileKind) {
  return std::to_array<core::Word<ProfileKind>>(
      {{ProfileKind::Embedded, "embedded"}, {ProfileKind::Kafka, "kafka"}, {ProfileKind::Production, "production"}});
}
using ProfileKindWord = core::ClosedWord<ProfileKind>;

/// Of the system, or of a node, in one word.
enum class HealthStatus { Ok, Degraded, Unknown };
constexpr auto wordsOf(HealthStatus) {
  return std::to_array<core::Word<HealthStatus>>(
      {{HealthStatus::Ok, "ok"}, {HealthStatus::Degraded, "degraded"}, {HealthStatus::Unknown, "unknown"}});
}
using HealthStatusWord = core::ClosedWord<HealthStatus>;

/// What the snapshot's figures come from: the daemon itself, which knows the processes and what was asked of it; and
/// what it reads: the hot store (Redis), the brokers' offsets, the metrics of the nodes, the ledger, and the live
/// audit.
enum class Source { Daemon, Store, Broker, Nodes, Ledger, Audit };
constexpr auto wordsOf(Source) {
  return std::to_array<core::Word<Source>>({{Source::Daemon, "daemon"},
                                            {Source::Store, "store"},
                                            {Source::Broker, "broker"},
                                            {Source::Nodes, "nodes"},
                                            {Source::Ledger, "ledger"},
                                            {Source::Audit, "audit"}});
}
using SourceWord = core::ClosedWord<Source>;

/// Of a source. None: it was never read.
enum class SourceState { Fresh, Stale, None };
constexpr auto wordsOf(SourceState) {
  return std::to_array<core::Word<SourceState>>(
      {{SourceState::Fresh, "fresh"}, {SourceState::Stale, "stale"}, {SourceState::None, "none"}});
}
using SourceStateWord = core::ClosedWord<SourceState>;

/// Of a process.
enum class NodeState { Starting, Up, Paused, BackingOff, Stopped };
constexpr auto wordsOf(NodeState) {
  return std::to_array<core::Word<NodeState>>({{NodeState::Starting, "starting"},
                                               {NodeState::Up, "up"},
                                               {NodeState::Paused, "paused"},
                                               {NodeState::BackingOff, "backing-off"},
                                               {NodeState::Stopped, "stopped"}});
}
using NodeStateWord = core::ClosedWord<NodeState>;

/// What an operator does to a process.
enum class NodeAction { Kill, Pause, Resume, Restart };
constexpr auto wordsOf(NodeAction) {
  return std::to_array<core::Word<NodeAction>>(
      {{NodeAction::Kill, ORDERDECK_TEXT("orderdeck::ui::EventText", "kill")},
       {NodeAction::Pause, ORDERDECK_TEXT("orderdeck::ui::EventText", "pause")},
       {NodeAction::Resume, ORDERDECK_TEXT("orderdeck::ui::EventText", "resume")},
       {NodeAction::Restart, ORDERDECK_TEXT("orderdeck::ui::EventText", "restart")}});
}
using NodeActionWord = core::ClosedWord<NodeAction>;

/// Of a load, a redrive or a rebuild.
enum class JobState { Running, Done, Stopped, Cancelled, Failed };
constexpr auto wordsOf(JobState) {
  return std::to_array<core::Word<JobState>>(
      {{JobState::Running, "running"},
       {JobState::Done, ORDERDECK_TEXT("orderdeck::ui::EventText", "done")},
       {JobState::Stopped, ORDERDECK_TEXT("orderdeck::ui::EventText", "stopped")},
       {JobState::Cancelled, ORDERDECK_TEXT("orderdeck::ui::EventText", "cancelled")},
       {JobState::Failed, ORDERDECK_TEXT("orderdeck::ui::EventText", "failed")}});
}
using JobStateWord = core::ClosedWord<JobState>;

/// Of a load's rate over time.
enum class LoadShape { Steady, Ramp, Spike, Sine, Step, Poisson, File };
constexpr auto wordsOf(LoadShape) {
  return std::to_array<core::Word<LoadShape>>(
      {{LoadShape::Steady, ORDERDECK_TEXT("orderdeck::ui::EventText", "steady")},
       {LoadShape::Ramp, ORDERDECK_TEXT("orderdeck::ui::EventText", "ramp")},
       {LoadShape::Spike, ORDERDECK_TEXT("orderdeck::ui::EventText", "spike")},
       {LoadShape::Sine, ORDERDECK_TEXT("orderdeck::ui::EventText", "sine")},
       {LoadShape::Step, ORDERDECK_TEXT("orderdeck::ui::EventText", "step")},
       {LoadShape::Poisson, ORDERDECK_TEXT("orderdeck::ui::EventText", "poisson")},
       {LoadShape::File, ORDERDECK_TEXT("orderdeck::ui::EventText", "file")}});
}
using LoadShapeWord = core::ClosedWord<LoadShape>;

/// The same of a load that runs, of which some have no shape: closed ones are sent as fast as they are answered.
enum class ShownShape { Steady, Ramp, Spike, Sine, Step, Poisson, File, Closed };
constexpr auto wordsOf(ShownShape) {
  constexpr auto kShapes = core::kWords<LoadShape>;
  std::array<core::Word<ShownShape>, kShapes.size() + 1> words{};
  for (std::size_t i = 0; i < kShapes.size(); ++i)
    words[i] = {static_cast<ShownShape>(kShapes[i].value), kShapes[i].name};
  words.back() = {ShownShape::Closed, "closed"};
  return words;
}
using ShownShapeWord = core::ClosedWord<ShownShape>;
constexpr ShownShape shown(LoadShape shape) { return static_cast<ShownShape>(shape); }

/// Of a file of orders.
enum class FileFormat { None, JsonLines, Csv };
constexpr auto wordsOf(FileFormat) {
  return std::to_array<core::Word<FileFormat>>(
      {{FileFormat::None, ""}, {FileFormat::JsonLines, "jsonl"}, {FileFormat::Csv, "csv"}});
}
using FileFormatWord = core::ClosedWord<FileFormat>;

/// How an operator holds a circuit breaker.
enum class HeldBreaker { No, Open, Closed };
constexpr auto wordsOf(HeldBreaker) {
  return std::to_array<core::Word<HeldBreaker>>(
      {{HeldBreaker::No, ""}, {HeldBreaker::Open, "open"}, {HeldBreaker::Closed, "closed"}});
}
using HeldBreakerWord = core::ClosedWord<HeldBreaker>;
constexpr HeldBreaker heldBy(core::BreakerForce force) {
  switch (force) {
    case core::BreakerForce::Open: return HeldBreaker::Open;
    case core::BreakerForce::Closed: return HeldBreaker::Closed;
    case core::BreakerForce::Auto: break;
  }
  return HeldBreaker::No;
}

/// What an operation event is about: of its code what stands before the dot.
enum class OpsKind { Node, Fault, Load, Audit, Operator, System };
constexpr auto wordsOf(OpsKind) {
  return std::to_array<core::Word<OpsKind>>({{OpsKind::Node, "node"},
                                             {OpsKind::Fault, "fault"},
                                             {OpsKind::Load, "load"},
                                             {OpsKind::Audit, "audit"},
                                             {OpsKind::Operator, "operator"},
                                             {OpsKind::System, "system"}});
}

/// Of a preview.
enum class Encoding { Text, Hex };
constexpr auto wordsOf(Encoding) {
  return std::to_array<core::Word<Encoding>>({{Encoding::Text, "text"}, {Encoding::Hex, "hex"}});
}
using EncodingWord = core::ClosedWord<Encoding>;

}  // namespace orderdeck::api
