// Catalogues: exact prices, and errors with file and line.
#include <QtTest>

#include "runtime/profile/catalogue.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck::runtime;

namespace {

std::string errorOf(const std::string& yaml) {
  const auto catalogue = parseCatalogue(yaml, "c.yaml");
  return catalogue ? "" : catalogue.error().what;
}

std::int64_t priceOf(const std::string& text) {
  const auto catalogue = parseCatalogue("- {id: a, name: A, price: " + text + ", stock: 1}\n", "c.yaml");
  return catalogue ? catalogue->at("a").priceMinor : -1;
}

}  // namespace

class CatalogueTest : public QObject {
  Q_OBJECT

 private slots:
  void theOneThatShipsHas48ProductsWithAbcAndXyz() {
    const auto catalogue = loadCatalogue("");
    QVERIFY2(catalogue.has_value(), catalogue ? "" : catalogue.error().what.c_str());
    QCOMPARE(catalogue->size(), std::size_t{48});
    QCOMPARE(catalogue->at("abc").stock, 10'000'000);
    QCOMPARE(catalogue->at("xyz").stock, 10'000'000);
    for (const auto& [id, product] : *catalogue) QCOMPARE(product.productId, id);
  }

  void pricesAreExact() {
    QCOMPARE(priceOf("19.99"), 1999);
    QCOMPARE(priceOf("19.9"), 1990);
    QCOMPARE(priceOf("19"), 1900);
    QCOMPARE(priceOf("0.01"), 1);
    QCOMPARE(priceOf("0.29"), 29);  // 0.29 * 100 is 28.999... in binary
    QCOMPARE(priceOf("\"1234.50\""), 123450);
    for (const char* bad :
         {"0", "-1", "1.", ".5", "1.999", "1e3", "1,50", "abc", "1000000.01", "99999999999999999999"}) {
      QVERIFY2(priceOf(bad) == -1, bad);
    }
  }

  void errorsNameFileAndLine() {
    const auto contains = [](const std::string& text, const std::string& part) {
      if (text.contains(part)) return true;
      qWarning("%s does not hold: %s", text.c_str(), part.c_str());
      return false;
    };
    QVERIFY(contains(errorOf("- {id: a, name: A, price: 1, stock: 1}\n- {id: a, name: B, price: 1, stock: 1}\n"),
                     "c.yaml:2: id stands twice"));
    QVERIFY(
        contains(errorOf("- {id: a, name: A, price: 1, stock: 1, colour: red}\n"), "c.yaml:1: unknown key 'colour'"));
    QVERIFY(contains(errorOf("- {id: 'a b', name: A, price: 1, stock: 1}\n"), "c.yaml:1: id must be"));
    QVERIFY(contains(errorOf("- {id: a, price: 1, stock: 1}\n"), "name must be"));
    QVERIFY(contains(errorOf("- {id: a, name: A, stock: 1}\n"), "price must be"));
    QVERIFY(contains(errorOf("- {id: a, name: A, price: 1}\n"), "stock must be given"));
    QVERIFY(contains(errorOf("- {id: a, name: A, price: 1, stock: -1}\n"), "stock must be a whole number"));
    QVERIFY(contains(errorOf("- {id: a, name: L\xe4ufer, price: 1, stock: 1}\n"), "c.yaml:1: not UTF-8"));
    QVERIFY(contains(errorOf("products: []\n"), "a catalogue is a list"));
    QVERIFY(contains(errorOf("[]\n"), "a catalogue is a list"));
    QVERIFY(!loadCatalogue("/nowhere/goods.yaml").has_value());
  }
};

ORDERDECK_TEST(CatalogueTest)
#include "catalogue_test.moc"
