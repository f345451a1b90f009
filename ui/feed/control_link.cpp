#include "ui/feed/control_link.h"

#include "api/control_client.h"
#include "api/json_decoder.h"

namespace orderdeck::ui {
namespace {

class ControlLink : public BackendLink {
 public:
  ControlLink(api::ControlAddress address, core::Millis timeout)
      : m_client(std::move(address), timeout, api::callerOf(api::kConsoleProgram)) {}
  api::Scope scope() override {
    const auto answer = m_client.send(api::showToken());
    const auto token = answer ? api::decodeJson<api::TokenView>(*answer, "token") : std::unexpected(answer.error());
    return token && token->scope.isKnown() ? token->scope.value() : api::Scope::Admin;
  }
  core::Result<std::string> send(const api::ControlCall& call) override { return m_client.send(call); }
  core::Result<api::SnapshotUpdate> snapshot(const api::SectionSequences& sections) override {
    return m_client.snapshot(sections);
  }
  core::Result<api::Series> series(std::int64_t after) override { return m_client.series(after); }

 private:
  api::ControlClient m_client;
};

}  // namespace

BackendLinkFactory linkToAddress(const std::string& url, const std::string& token) {
  return [url, token](core::Millis timeout) -> core::Result<std::unique_ptr<BackendLink>> {
    return std::make_unique<ControlLink>(api::ControlAddress{url, token}, timeout);
  };
}

BackendLinkFactory linkToDataDir(const std::string& dataDir, const std::string& token) {
  return [dataDir, token](core::Millis timeout) -> core::Result<std::unique_ptr<BackendLink>> {
    auto address = api::findBackend(dataDir);
    if (!address) return std::unexpected(address.error());
    if (!token.empty()) address->token = token;
    return std::make_unique<ControlLink>(std::move(*address), timeout);
  };
}

}  // namespace orderdeck::ui
