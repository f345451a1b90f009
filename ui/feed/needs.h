// What a reader of the feed shows of the system.
#pragma once

#include "api/snapshot_sections.h"

namespace orderdeck::ui {

struct Needs {
  api::SectionSet sections;
  bool history = false;  // charts

  Needs& operator|=(const Needs& others) {
    sections |= others.sections;
    history |= others.history;
    return *this;
  }
  bool operator==(const Needs&) const = default;
};

}  // namespace orderdeck::ui
