// What is UTF-8 and what is not (Unicode, table 3-7), and that text of any bytes becomes valid JSON.
#include <QtTest>

#include <nlohmann/json.hpp>

#include "domain/events/json_text.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck::domain;

class JsonTextTest : public QObject {
  Q_OBJECT

 private slots:
  void wellFormedTextIsKnown() {
    for (const std::string text : {"", "plain", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                                   "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "Grüße 漢字 😀"}) {
      QVERIFY2(isUtf8(text), text.c_str());
      QCOMPARE(utf8Prefix("a" + text), text.size() + 1);
      QVERIFY(!endsWithinSequence(text));
    }
  }

  void theFirstWrongByteIsFound() {
    for (const std::string bad :
         {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xc2\x41", "\xe2\x82\x41"}) {
      QVERIFY(!isUtf8(bad));
      const std::string before = "a\xc3\xbc\xe6\xbc\xa2", text = before + bad + "z";
      QCOMPARE(utf8Prefix(text), before.size());
      QVERIFY(!endsWithinSequence(text));
    }
  }

  void textMayBeCutWithinACharacter() {
    for (const std::string cut : {"\xc3", "\xe6", "\xe6\xbc", "\xf0", "\xf0\x9f", "\xf0\x9f\x98"}) {
      QCOMPARE(utf8Prefix("ab" + cut), std::size_t{2});
      QVERIFY(endsWithinSequence("ab" + cut));
      QVERIFY(!endsWithinSequence("\xff" + cut));
    }
    QVERIFY(!endsWithinSequence("ab\xff"));
    QVERIFY(!endsWithinSequence("ab\x80"));
  }

  void anyBytesBecomeJson() {
    const auto encoded = [](const std::string& text) {
      std::string out;
      appendJsonString(out, text);
      return nlohmann::json::parse(out).get<std::string>();
    };
    QCOMPARE(encoded("\"\\\n\r\t\x01\x1f\x7f"
                     "ü漢😀\""),
             "\"\\\n\r\t\x01\x1f\x7f"
             "ü漢😀\"");
    QCOMPARE(encoded("ü\"\x80\"漢\xe6\xbc"), "ü\"\uFFFD\"漢\uFFFD\uFFFD");
    QCOMPARE(encoded("\xff\xfe"), "\uFFFD\uFFFD");
  }
};

ORDERDECK_TEST(JsonTextTest)
#include "json_text_test.moc"
