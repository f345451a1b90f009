// Text from outside on a terminal: what steers it is shown by name, what is safe is left alone.
#include <QtTest>

#include <nlohmann/json.hpp>

#include "core/terminal_text.h"
#include "tests/harness/test_registry.h"
#include "tests/support/hostile_text.h"

using namespace orderdeck;
using core::terminalJson;
using core::terminalText;

class TerminalTextTest : public QObject {
  Q_OBJECT

 private slots:
  void whatSteersIsNamed_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("shown");
    const auto row = [](const char* name, const QByteArray& text, const char* shown) {
      QTest::newRow(name) << text << QByteArray(shown);
    };
    row("plain", "order 1: 2 \\ 3 \"x\"", "order 1: 2 \\ 3 \"x\"");
    row("other scripts", "\xc3\xa4\xe4\xb8\xad\xf0\x9f\x9a\x80\xd7\xa9",
        "\xc3\xa4\xe4\xb8\xad\xf0\x9f\x9a\x80\xd7\xa9");
    row("colour", "\x1b[31mred", "\\x1b[31mred");
    row("title", "\x1b]0;x\x07", "\\x1b]0;x\\x07");
    row("lines", "a\r\nb\tc", "a\\r\\nb\\tc");
    row("NUL and DEL", QByteArray("\0\x7f", 2), "\\x00\\x7f");
    row("C1",
        "\xc2\x9b"
        "2J\xc2\x85",
        "\\u{9b}2J\\u{85}");
    row("override",
        "\xe2\x80\xae"
        "evil\xe2\x80\xac",
        "\\u{202e}evil\\u{202c}");
    row("isolates", "\xe2\x81\xa6\xe2\x81\xa9", "\\u{2066}\\u{2069}");
    row("marks", "\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c", "\\u{200e}\\u{200f}\\u{61c}");
    row("unseen", "\xe2\x80\x8b\xe2\x80\x8d\xef\xbb\xbf\xc2\xad", "\\u{200b}\\u{200d}\\u{feff}\\u{ad}");
    row("separators", "\xe2\x80\xa8\xe2\x80\xa9", "\\u{2028}\\u{2029}");
    row("tags", "\xf3\xa0\x80\x81", "\\u{e0001}");
    row("bytes that are no UTF-8", "\x80\xff\xc0\xaf\xed\xa0\x80\xf5", "\\x80\\xff\\xc0\\xaf\\xed\\xa0\\x80\\xf5");
    row("a character cut off", "a\xe2\x80", "a\\xe2\\x80");
  }
  void whatSteersIsNamed() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, shown);
    QCOMPARE(QByteArray::fromStdString(terminalText(text.toStdString())), shown);
    QCOMPARE(terminalText(shown.toStdString()), shown.toStdString());
  }

  void jsonIsTheSameValue() {
    const auto value = nlohmann::json::array({support::kHostile, {{support::kHostile, "\xf3\xa0\x80\x81"}}});
    for (const int indent : {-1, 2}) {
      const std::string text = terminalJson(value.dump(indent));
      QCOMPARE(nlohmann::json::parse(text), value);
      for (const char c : text) QVERIFY(c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
      QVERIFY(!text.contains("\xc2\x9b") && !text.contains("\xe2\x80\xae"));
    }
    QVERIFY(nlohmann::json::accept(terminalJson("\"\xff\"")));
  }
};

ORDERDECK_TEST(TerminalTextTest)
#include "terminal_text_test.moc"
