// A console needs a display. Where there is none, it says so and what to do instead, and ends in order.
#pragma once

namespace orderdeck::console {

/// Ends the process (2) when neither X nor Wayland is named and Qt was not told to do without.
void needDisplay();

/// While it lives, a display that cannot be reached ends the process (2), where Qt would abort. Around the making of
/// the QApplication.
class NeededDisplay {
 public:
  NeededDisplay();
  ~NeededDisplay();
  NeededDisplay(const NeededDisplay&) = delete;
  NeededDisplay& operator=(const NeededDisplay&) = delete;
};

}  // namespace orderdeck::console
