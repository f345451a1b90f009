#include "runtime/load/load_injector.h"

#include <algorithm>
#include <stdexcept>

#include "core/ids.h"
#include "runtime/load/load_run.h"

namespace orderdeck::runtime {

using core::ErrorCode;

LoadInjector::LoadInjector(std::function<std::string()> gatewayUrl, domain::Catalogue catalogue,
                           std::string journalFolder)
    : m_gatewayUrl(std::move(gatewayUrl)),
      m_catalogue(std::move(catalogue)),
      m_journalFolder(std::move(journalFolder)) {}

LoadInjector::~LoadInjector() { m_stop.request_stop(); }

core::Result<std::string> LoadInjector::start(const api::LoadSpec& asked) {
  api::LoadSpec spec = asked;
  if (const auto checked = checkLoadSpec(spec); !checked) return std::unexpected(checked.error());
  std::vector<FileOrder> file;
  if (spec.shape == api::LoadShape::File) {
    if (spec.duplicates > 0) return core::fail(ErrorCode::InvalidArgument, "duplicates must be 0 for the shape file");
    auto orders = parseOrderFile(spec.fileText, spec.fileFormat.value(), &m_catalogue);
    if (!orders) return std::unexpected(orders.error());
    file = std::move(*orders);
    spec.count =
        std::min(spec.count.value_or(static_cast<std::int64_t>(file.size())), static_cast<std::int64_t>(file.size()));
    spec.fileText.clear();
  }
  const std::lock_guard lock(m_mutex);
  if (m_run && m_run->running()) return core::fail(ErrorCode::Conflict, "a load runs already: " + m_run->view().id);
  const std::string id = core::newId();
  try {
    m_worker.reset();
    m_stop = std::stop_source();
    m_run = std::make_shared<LoadRun>(spec, id, m_gatewayUrl, LoadOrders(spec, m_catalogue, std::move(file), id),
                                      m_journalFolder);
  } catch (const std::runtime_error& error) {
    return core::fail(ErrorCode::Unavailable, error.what());
  }
  m_worker = std::make_unique<core::Worker>(
      "load", [run = m_run, stop = m_stop.get_token()](std::stop_token) { run->run(stop); });
  return id;
}

core::Result<void> LoadInjector::setRate(double ordersPerSecond) {
  if (!(ordersPerSecond > 0 && ordersPerSecond <= 1e6))
    return core::fail(ErrorCode::InvalidArgument, "rate must be above 0 and up to 1,000,000");
  const std::lock_guard lock(m_mutex);
  if (!m_run || !m_run->running()) return core::fail(ErrorCode::NotFound, "no load runs");
  m_run->setRate(ordersPerSecond);
  return {};
}

core::Result<void> LoadInjector::stop() {
  const std::lock_guard lock(m_mutex);
  if (!m_run || !m_run->running()) return core::fail(ErrorCode::NotFound, "no load runs");
  m_stop.request_stop();
  return {};
}

std::optional<api::LoadView> LoadInjector::view() const {
  const std::lock_guard lock(m_mutex);
  return m_run ? std::optional(m_run->view()) : std::nullopt;
}

}  // namespace orderdeck::runtime
