// How old what a widget shows is: of the sources that its figures come from the stalest. Cards, chips, figures and
// tables take it and grey out by it, all in the same way. A value; GUI thread.
#pragma once

#include <QString>
#include <initializer_list>

#include "api/freshness.h"

namespace orderdeck::ui {

class Freshness {
 public:
  /// Fresh.
  Freshness() = default;
  /// Of a snapshot's sources these; the daemon, which tells of all of them, counts in any case.
  static Freshness of(const api::Snapshot& snapshot, std::initializer_list<api::Source> sources);

  bool isStale() const { return !m_age.isEmpty(); }
  const QString& age() const { return m_age; }  // "12 s old"; empty: fresh
  const QString& why() const { return m_why; }  // "Redis: 12 s old (redis is paused)"
  bool operator==(const Freshness&) const = default;

 private:
  QString m_age, m_why;
};

}  // namespace orderdeck::ui
