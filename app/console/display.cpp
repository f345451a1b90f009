#include "display.h"

#include <QtGlobal>
#include <cstdio>
#include <cstdlib>

namespace orderdeck::console {

namespace {

constexpr int kUsage = 2;

constexpr const char* kInstead =
    "Without one: `orderdeckctl up` runs the backend, `orderdeckctl status` and `orderdeckctl demo` show it in the\n"
    "terminal. To use a display elsewhere, set DISPLAY or WAYLAND_DISPLAY (ssh -X does). For --screenshot alone,\n"
    "QT_QPA_PLATFORM=offscreen needs none.\n";

[[noreturn]] void endWithoutDisplay(const char* why) {
  std::fprintf(stderr, "orderdeck: no display: %s\n%s", why, kInstead);
  std::_Exit(kUsage);
}

QtMessageHandler g_usual = nullptr;  // a message handler can reach nothing else

void onMessage(QtMsgType type, const QMessageLogContext& context, const QString& text) {
  if (type == QtFatalMsg) endWithoutDisplay("the window system cannot be used");
  g_usual(type, context, text);
}

bool isSet(const char* name) { return !qEnvironmentVariableIsEmpty(name); }

}  // namespace

void needDisplay() {
  if (!isSet("DISPLAY") && !isSet("WAYLAND_DISPLAY") && !isSet("QT_QPA_PLATFORM"))
    endWithoutDisplay("neither DISPLAY nor WAYLAND_DISPLAY is set");
}

NeededDisplay::NeededDisplay() { g_usual = qInstallMessageHandler(onMessage); }
NeededDisplay::~NeededDisplay() { qInstallMessageHandler(nullptr); }

}  // namespace orderdeck::console
