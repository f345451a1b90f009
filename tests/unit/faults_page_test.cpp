// The documented catalogue of faults is the table: ORDERDECK_REWRITE=1 writes it anew.
#include <QtTest>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "domain/faults/faults.h"
#include "tests/harness/made_page.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;

namespace {

std::string parametersOf(const domain::FaultKind& kind) {
  std::vector<std::string> texts;
  for (const domain::FaultChoice& choice : kind.choices)
    texts.push_back(fmt::format("`{}`: {}", choice.name, fmt::join(choice.options, ", ")));
  for (const domain::FaultParam& param : kind.params)
    texts.push_back(fmt::format("`{}` {} ({}..{})", param.name, param.standard, param.least, param.most));
  return fmt::format("{}", fmt::join(texts, "; "));
}

std::string documentation() {
  std::string table = "| fault | processes of | strikes at | parameters | effect |\n|---|---|---|---|---|\n";
  for (const domain::FaultKind& kind : domain::kFaults) {
    table += fmt::format("| `{}` | {} | {} | {} | {} |\n", kind.name, core::nameOf(kind.target),
                         core::nameOf(kind.point), parametersOf(kind), kind.summary);
  }
  return table;
}

}  // namespace

class FaultsPageTest : public QObject {
  Q_OBJECT
 private slots:
  void theDocumentationIsTheTable() { tests::isTableOf("docs/contract/faults.md", documentation()); }
};

ORDERDECK_TEST(FaultsPageTest)
#include "faults_page_test.moc"
