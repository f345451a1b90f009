// Pages that people read and a table makes: a test compares them with the table, and writes them anew when
// ORDERDECK_REWRITE is set.
#pragma once

#include <QtTest>

#include <fstream>
#include <string>

namespace orderdeck::tests {

inline std::string pathOf(const std::string& name) { return std::string(ORDERDECK_SOURCE_DIR "/").append(name); }

inline std::string textOfFile(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void isPart(const std::string& name, std::size_t from, std::size_t end, const std::string& wanted) {
  const std::string path = pathOf(name);
  std::string text = textOfFile(path);
  if (qEnvironmentVariableIsSet("ORDERDECK_REWRITE")) {
    std::ofstream(path) << text.replace(from, end - from, wanted);
    return;
  }
  QCOMPARE(QString::fromStdString(text.substr(from, end - from)), QString::fromStdString(wanted));
}

/// The whole file.
inline void isFile(const std::string& name, const std::string& wanted) {
  isPart(name, 0, textOfFile(pathOf(name)).size(), wanted);
}

/// A page's first table, which ends with an empty line.
inline void isTableOf(const std::string& name, const std::string& wanted) {
  const std::string text = textOfFile(pathOf(name));
  const std::size_t from = text.find("\n|") + 1;
  const std::size_t end = text.find("\n\n", from) + 1;
  QVERIFY2(from != 0 && end != 0, name.c_str());
  isPart(name, from, end, wanted);
}

}  // namespace orderdeck::tests
