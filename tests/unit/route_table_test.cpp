// Which route a request means.
#include <QtTest>

#include "core/route_table.h"
#include "tests/harness/test_registry.h"

using orderdeck::core::RouteTable;

class RouteTableTest : public QObject {
  Q_OBJECT

  using At = std::vector<std::string>;

  static RouteTable table() {
    RouteTable routes;
    for (const auto& [method, path] : {std::pair{"GET", "/orders"},
                                       {"POST", "/orders"},
                                       {"GET", "/orders/{id}"},
                                       {"GET", "/orders/newest"},
                                       {"POST", "/orders/{id}/cancel"}})
      routes.add(method, path);
    return routes;
  }

 private slots:
  void aRouteIsFoundByMethodAndPath() {
    const RouteTable routes = table();
    QCOMPARE(routes.find("GET", "/orders").route, std::size_t{0});
    QCOMPARE(routes.find("POST", "/orders").route, std::size_t{1});
    const auto cancel = routes.find("POST", "/orders/o1/cancel");
    QCOMPARE(cancel.route, std::size_t{4});
    QCOMPARE(cancel.at, At{"o1"});
    QCOMPARE(cancel.allowed, std::string());
  }

  void wordsComeBeforePlaces() {
    QCOMPARE(table().find("GET", "/orders/newest").route, std::size_t{3});
    QCOMPARE(table().find("GET", "/orders/newer").route, std::size_t{2});
  }

  void anotherMethodIsToldWhichAreAllowed() {
    const auto match = table().find("DELETE", "/orders");
    QCOMPARE(match.route, RouteTable::kNone);
    QCOMPARE(match.allowed, std::string("GET, HEAD, POST, OPTIONS"));
    QVERIFY(!match.asksForOptions);
    QCOMPARE(table().find("GET", "/orders/o1/cancel").allowed, std::string("POST, OPTIONS"));
  }

  void headIsTheRouteOfGet() {
    const auto match = table().find("HEAD", "/orders/o1");
    QCOMPARE(match.route, std::size_t{2});
    QCOMPARE(match.at, At{"o1"});
    QCOMPARE(table().find("HEAD", "/orders/o1/cancel").route, RouteTable::kNone);
  }

  void optionsAsksWhatIsAllowed() {
    const auto match = table().find("OPTIONS", "/orders/newest");
    QVERIFY(match.asksForOptions && match.route == RouteTable::kNone);
    QCOMPARE(match.allowed, std::string("GET, HEAD, OPTIONS"));
    QCOMPARE(table().find("OPTIONS", "*").allowed, std::string("GET, HEAD, POST, OPTIONS"));
    QVERIFY(table().find("OPTIONS", "/order").allowed.empty());
  }

  void whereNothingIsNothingIsAllowed() {
    for (const char* path : {"", "/", "orders", "/order", "/orders/o1/cancel/now", "/orders/o1/"}) {
      const auto match = table().find("GET", path);
      QVERIFY2(match.route == RouteTable::kNone && match.allowed.empty(), path);
    }
  }

  void aPlaceTakesAnyText() { QCOMPARE(table().find("GET", "/orders/").at, At{""}); }
};

ORDERDECK_TEST(RouteTableTest)
#include "route_table_test.moc"
