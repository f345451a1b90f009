// Time as text: what is written reads back, and only RFC 3339 in UTC is taken.
#include <QtTest>

#include <random>

#include "core/clock.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck::core;

class ClockTest : public QObject {
  Q_OBJECT

 private slots:
  void knownTimes() {
    QCOMPARE(toRfc3339(fromEpochMillis(0)), std::string("1970-01-01T00:00:00.000Z"));
    QCOMPARE(toRfc3339(fromEpochMillis(1'709'210'096'007)), std::string("2024-02-29T12:34:56.007Z"));
    QCOMPARE(toRfc3339(fromEpochMillis(-1)), std::string("1969-12-31T23:59:59.999Z"));
    QCOMPARE(toEpochMillis(fromRfc3339("2024-02-29T12:34:56Z").value()), std::int64_t{1'709'210'096'000});
    QCOMPARE(toEpochMillis(fromRfc3339("2024-02-29T12:34:56.5Z").value()), std::int64_t{1'709'210'096'500});
    QCOMPARE(toEpochMillis(fromRfc3339("2024-02-29T12:34:56.007999999Z").value()), std::int64_t{1'709'210'096'007});
  }

  void randomTimesReadBack() {
    std::mt19937_64 random(5);
    for (int i = 0; i < 20'000; ++i) {
      const Timestamp time =
          fromEpochMillis(static_cast<std::int64_t>(random() % 250'000'000'000'000ULL) - 10'000'000'000'000);
      QVERIFY(fromRfc3339(toRfc3339(time)) == time);
    }
  }

  void everythingElseIsRefused() {
    for (const char* bad : {"",
                            "2024-02-29",
                            "2024-02-29T12:34:56",
                            "2024-02-29T12:34:56+00:00",
                            "2024-02-29t12:34:56Z",
                            "2023-02-29T12:34:56Z",
                            "2024-13-01T00:00:00Z",
                            "2024-00-10T00:00:00Z",
                            "2024-01-32T00:00:00Z",
                            "2024-02-29T24:00:00Z",
                            "2024-02-29T12:60:00Z",
                            "2024-02-29T12:34:61Z",
                            "2024-02-29T12:34:56.Z",
                            "2024-02-29T12:34:56.1234567890Z",
                            "2024-02-29T12:34:56.12x4Z",
                            "2024-02-29T12:34:56.123ZZ",
                            "-024-02-29T12:34:56Z",
                            "2024-02-29T12:-4:56Z",
                            "2024-02-29T-0:34:56Z",
                            "2024-02-29T12:34:-0Z",
                            "9999-12-31T23:59:60Z",
                            "Z"}) {
      const auto read = fromRfc3339(bad);
      QVERIFY2(!read, bad);
      QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
    }
  }

  void nowIsTheSystemsTime() {
    const auto before = std::chrono::floor<Millis>(std::chrono::system_clock::now());
    const Timestamp time = now();
    QVERIFY(before <= time && time <= std::chrono::system_clock::now());
  }
};

ORDERDECK_TEST(ClockTest)
#include "clock_test.moc"
