// main() of the console's tests; without a display.
#include <QApplication>

#include "tests/harness/test_registry.h"

int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  const QApplication app(argc, argv);
  return orderdeck::support::runRegistered(argc, argv);
}
