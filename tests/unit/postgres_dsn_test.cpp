// A PostgreSQL connection string is read as libpq reads it, and what is shown of it holds no password.
#include <QtTest>

#include "ports/ledger/postgres_dsn.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck::ports;

class PostgresDsnTest : public QObject {
  Q_OBJECT
 private slots:
  void bothFormsAreRead_data() {
    QTest::addColumn<QString>("dsn");
    QTest::addColumn<QString>("parameters");
    QTest::addColumn<QString>("shown");
    QTest::newRow("empty") << "" << "" << "";
    QTest::newRow("words") << " host=h  port = 5432 user=u password=p" << "host='h' password='p' port='5432' user='u'"
                           << "host='h' port='5432' user='u'";
    QTest::newRow("quotes") << R"(password='a \'b\' \\ ; c' host=/run/pg)"
                            << R"(host='/run/pg' password='a \'b\' \\ ; c')" << "host='/run/pg'";
    QTest::newRow("escapes") << R"(password=a\ b\'c)" << R"(password='a b\'c')" << "";
    QTest::newRow("nothing") << "password= host=h" << "password='host=h'" << "";
    QTest::newRow("url") << "postgresql://u:p%20w%40@h:5433/db?sslmode=disable"
                         << "dbname='db' host='h' password='p w@' port='5433' sslmode='disable' user='u'"
                         << "dbname='db' host='h' port='5433' sslmode='disable' user='u'";
    QTest::newRow("url, IPv6") << "postgres://[::1]/db" << "dbname='db' host='::1'" << "dbname='db' host='::1'";
    QTest::newRow("url, a socket") << "postgresql:///db?host=/run/pg&password=x"
                                   << "dbname='db' host='/run/pg' password='x'" << "dbname='db' host='/run/pg'";
    QTest::newRow("url, two hosts") << "postgresql://a:1,b:2/db" << "dbname='db' host='a,b' port='1,2'"
                                    << "dbname='db' host='a,b' port='1,2'";
  }
  void bothFormsAreRead() {
    QFETCH(QString, dsn);
    QFETCH(QString, parameters);
    QFETCH(QString, shown);
    const auto read = parsePostgresDsn(dsn.toStdString());
    QVERIFY2(read.has_value(), read ? "" : read.error().what.c_str());
    const std::string encoded = encodePostgresDsn(*read);
    QCOMPARE(QString::fromStdString(encoded), parameters);
    QVERIFY(parsePostgresDsn(encoded).value() == *read);
    QCOMPARE(QString::fromStdString(withoutPassword(dsn.toStdString())), shown);
  }

  void whatIsWrongIsSaidWithoutShowingIt() {
    for (const char* dsn : {"host=h password=two s3cr3t", "password='s3cr3t", "s3cr3t", "=s3cr3t",
                            "postgresql://u:s3cr3t%zz@h", "postgresql://u:s3cr3t@h?x"}) {
      const auto read = parsePostgresDsn(dsn);
      QVERIFY2(!read.has_value(), dsn);
      QVERIFY2(!read.error().what.contains("s3cr3t"), read.error().what.c_str());
      QCOMPARE(withoutPassword(dsn), std::string("(not shown)"));
    }
  }
};

ORDERDECK_TEST(PostgresDsnTest)
#include "postgres_dsn_test.moc"
