#include "ui/feed/control_link.h"

#include "api/control_client.h"

namespace orderdeck::ui {
namespace {

class ControlLink : public BackendLink {
 public:
  ControlLink(api::ControlAddress address, core::Millis timeout)
      : m_client(std::move(address), timeout, api::callerOf(api::kConsoleProgram)) {}
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

BackendLinkFactory linkToDataDir(const std::string& dataDir) {
  return [dataDir](core::Millis timeout) -> core::Result<std::unique_ptr<BackendLink>> {
    auto address = api::findBackend(dataDir);
    if (!address) return std::unexpected(address.error());
    return std::make_unique<ControlLink>(std::move(*address), timeout);
  };
}

}  // namespace orderdeck::ui
