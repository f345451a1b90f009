// main() of the test programs that show no window.
#include <QCoreApplication>

#include "tests/harness/test_registry.h"

int main(int argc, char** argv) {
  const QCoreApplication app(argc, argv);
  return orderdeck::support::runRegistered(argc, argv);
}
