// The tokens of the control API: a token is known until it is revoked, also by the next daemon, and nothing that is
// kept tells what it is.
#include <QtTest>

#include <QCryptographicHash>
#include <QTemporaryDir>

#include <filesystem>
#include <fstream>

#include "runtime/control/token_store.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using runtime::TokenStore;

namespace {

struct Kept {
  QTemporaryDir dir;
  std::string file = dir.filePath("tokens.json").toStdString();
  std::string text() const {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

std::string holder(const TokenStore& tokens, const std::string& token) {
  const auto found = tokens.holderOf("Bearer " + token);
  return found ? found->name + " " + std::string(found->scope.text()) : "nobody";
}

}  // namespace

class TokenStoreTest : public QObject {
  Q_OBJECT
 private slots:
  void aTokenIsKnownUntilItIsRevoked() {
    const Kept kept;
    TokenStore tokens("main", kept.file);
    QCOMPARE(holder(tokens, "main"), "run.json admin");
    const std::string view = tokens.make({"grafana", api::Scope::View}).value().token;
    const std::string operate = tokens.make({"anna", api::Scope::Operate}).value().token;
    QVERIFY(view.size() >= 32 && view != operate);
    QCOMPARE(holder(tokens, view), "grafana view");
    QCOMPARE(holder(tokens, operate), "anna operate");
    QCOMPARE(tokens.made().at(0).name, "anna");  // by name
    TokenStore next("other", kept.file);
    QCOMPARE(holder(next, view), "grafana view");
    QCOMPARE(holder(next, "main"), "nobody");
    QVERIFY(next.revoke("grafana").has_value());
    QCOMPARE(holder(next, view), "nobody");
    QCOMPARE(holder(TokenStore("third", kept.file), view), "nobody");
    QCOMPARE(holder(TokenStore("third", kept.file), operate), "anna operate");
    QCOMPARE(next.revoke("grafana").error().code, core::ErrorCode::NotFound);
  }

  void onlyAHashIsKept() {
    const Kept kept;
    TokenStore tokens("main", kept.file);
    const std::string token = tokens.make({"grafana", api::Scope::View}).value().token;
    QVERIFY(!kept.text().contains(token) && !kept.text().contains("main"));
    QVERIFY(kept.text().contains(
        QCryptographicHash::hash(QByteArray::fromStdString(token), QCryptographicHash::Sha256).toHex().toStdString()));
    QCOMPARE(std::filesystem::status(kept.file).permissions(),
             std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }

  void whatIsNoTokenIsNobodys() {
    TokenStore tokens("main", "");
    const std::string token = tokens.make({"grafana", api::Scope::View}).value().token;
    for (const std::string& header : {std::string(), std::string("Bearer "), std::string("Bearer"), token,
                                      "Basic " + token, "Bearer " + token + " ", "Bearer x" + token})
      QVERIFY2(!tokens.holderOf(header), header.c_str());
    QVERIFY(tokens.holderOf("bearer  " + token).has_value());
  }

  void namesAreLegalAndStandOnce() {
    TokenStore tokens("main", "");
    for (const char* bad : {"", "a b", "run.json", "ä"})
      QCOMPARE(tokens.make({bad, api::Scope::View}).error().code, core::ErrorCode::InvalidArgument);
    QVERIFY(tokens.make({"a", api::Scope::View}).has_value());
    QCOMPARE(tokens.make({"a", api::Scope::Admin}).error().code, core::ErrorCode::Conflict);
    for (std::size_t i = 1; i < TokenStore::kMost; ++i)
      QVERIFY(tokens.make({"t" + std::to_string(i), api::Scope::View}).has_value());
    QCOMPARE(tokens.make({"one-more", api::Scope::View}).error().code, core::ErrorCode::Conflict);
  }

  void aFileThatCannotBeReadIsLeftAsItIs() {
    for (const char* text : {"", "{", "[{\"name\":\"a\"}]",
                             R"([{"name":"a","scope":"emperor","sha256":"00","madeAt":"2026-11-21T22:41:00Z"}])"}) {
      const Kept kept;
      std::ofstream(kept.file) << text;
      TokenStore tokens("main", kept.file);
      QCOMPARE(holder(tokens, "main"), "run.json admin");
      QVERIFY(tokens.made().empty());
      QCOMPARE(tokens.make({"b", api::Scope::View}).error().code, core::ErrorCode::Unavailable);
      QCOMPARE(kept.text(), text);
    }
  }

  void whatCannotBeKeptIsNotMade() {
    TokenStore tokens("main", "/nowhere/tokens.json");
    QCOMPARE(tokens.make({"a", api::Scope::View}).error().code, core::ErrorCode::Unavailable);
    QVERIFY(tokens.made().empty());
  }
};

ORDERDECK_TEST(TokenStoreTest)
#include "token_store_test.moc"
