// What can be armed, and what is asked of the faults. Those that are armed are api::FaultView. Values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "api/described.h"
#include "domain/faults/fault_kind.h"

namespace orderdeck::api {

/// A parameter that is a number.
struct FaultParamView {
  std::string name, title, unit;  // unit: ms, share; empty: a count
  double standard = 0, least = 0, most = 0;
};

/// A parameter that is one of some words; the first is the standard.
struct FaultChoiceView {
  std::string name, title;
  std::vector<std::string> options;
};

struct FaultKindView {
  std::string name, summary;
  domain::FaultUnitWord unit;         // what a hit is
  std::vector<std::string> services;  // whose processes it can strike
  bool needsTarget = false;
  std::vector<FaultParamView> params;
  std::vector<FaultChoiceView> choices;
};

struct ArmFault {
  std::string name;
  std::string target = {};  // a node, a service, or empty: whatever it can strike
  std::map<std::string, double> params = {};
  std::map<std::string, std::string> choices = {};
  double startAfter = 0;  // seconds from now
  double seconds = 60;    // from then on
  std::uint64_t seed = 1;
  std::string by = "operator";
};

struct FaultsCleared {
  std::int64_t cleared = 0, resumed = 0;  // faults, paused processes
};

template <typename V>
void visit(V& v, FaultParamView& p) {
  v("name", p.name), v("title", p.title), v("unit", p.unit), v("standard", p.standard), v("least", p.least);
  v("most", p.most);
}

template <typename V>
void visit(V& v, FaultChoiceView& c) {
  v("name", c.name), v("title", c.title), v("options", c.options);
}

template <typename V>
void visit(V& v, FaultKindView& k) {
  v("name", k.name), v("summary", k.summary), v("unit", k.unit), v("services", k.services),
      v("needsTarget", k.needsTarget);
  v("params", k.params), v("choices", k.choices);
}

template <typename V>
void visit(V& v, ArmFault& f) {
  v("name", f.name), v("target", f.target, kOptional), v("params", f.params, kOptional);
  v("choices", f.choices, kOptional);
  v("startAfter", f.startAfter, kOptional, from(0, 86'400));
  v("seconds", f.seconds, kOptional, above(0, 86'400)), v("seed", f.seed, kOptional), v("by", f.by, kOptional);
}

template <typename V>
void visit(V& v, FaultsCleared& c) {
  v("cleared", c.cleared), v("resumed", c.resumed);
}

}  // namespace orderdeck::api
