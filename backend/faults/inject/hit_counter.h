// How often a fault struck, over every process of this machine and every restart: a process that is about to kill
// itself can tell nobody any more, so it writes the strike down first, as one byte of a file that is named after the
// fault. Any thread, any process.
#pragma once

#include <cstdint>
#include <string>

namespace orderdeck::faults {

class HitCounter {
 public:
  explicit HitCounter(std::string folder) : m_folder(std::move(folder)) {}

  /// Writes one strike down; false when there were `most` already, or when it cannot be written.
  bool take(const std::string& id, std::int64_t most) const;
  std::int64_t count(const std::string& id) const;
  /// Forgets all. Not while a fault is armed: its strikes would begin anew.
  void clear() const;

 private:
  std::string m_folder;
};

}  // namespace orderdeck::faults
