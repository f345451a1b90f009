#include "runtime/load/load_injector.h"

#include <algorithm>
#include <stdexcept>

#include "core/ids.h"
#include "runtime/load/load_run.h"
#include "runtime/load/order_stream.h"
#include "runtime/load/refusal_log.h"

namespace orderdeck::runtime {

using core::ErrorCode;

LoadInjector::LoadInjector(std::function<std::string()> gatewayUrl, domain::Catalogue catalogue,
                           std::string journalFolder)
    : m_gatewayUrl(std::move(gatewayUrl)),
      m_catalogue(std::move(catalogue)),
      m_journalFolder(std::move(journalFolder)) {}

LoadInjector::~LoadInjector() { m_stop.request_stop(); }

/// A text that came with the call is read through at once, so that what is wrong with it is the call's answer.
core::Result<std::unique_ptr<OrderStream>> LoadInjector::fileOf(api::LoadSpec& spec) const {
  if (spec.shape != api::LoadShape::File) return nullptr;
  if (!spec.file.empty()) return OrderStream::open(spec.file, spec.fileFormat.value());
  auto text = OrderStream::of(std::exchange(spec.fileText, {}), spec.fileFormat.value());
  const auto orders = text->check(m_catalogue, {}, [](double) {});
  if (!orders) return std::unexpected(orders.error());
  return text;
}

core::Result<std::string> LoadInjector::start(const api::LoadSpec& asked) {
  api::LoadSpec spec = asked;
  if (const auto checked = checkLoadSpec(spec); !checked) return std::unexpected(checked.error());
  auto file = fileOf(spec);
  if (!file) return std::unexpected(file.error());
  const std::lock_guard lock(m_mutex);
  const std::string before = m_run ? m_run->view().id : "";
  if (!spec.id.empty() && spec.id == before) return before;
  if (m_run && m_run->running()) return core::fail(ErrorCode::Conflict, "a load runs already: " + before);
  const std::string id = spec.id.empty() ? core::newId() : spec.id;
  try {
    m_worker.reset();
    m_stop = std::stop_source();
    m_run = std::make_shared<LoadRun>(spec, id, m_gatewayUrl, LoadOrders(spec, m_catalogue, *std::move(file), id),
                                      m_catalogue, m_journalFolder);
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

core::Result<api::Refusals> LoadInjector::refusals(const api::RefusalsQuery& query) const {
  const auto load = view();
  if (!load) return core::fail(ErrorCode::NotFound, "no load was started yet");
  api::Refusals page = readRefusals(LoadRun::refusalsOf(m_journalFolder, load->id), query);
  page.loadId = load->id;
  return page;
}

std::optional<api::LoadView> LoadInjector::view() const {
  const std::lock_guard lock(m_mutex);
  return m_run ? std::optional(m_run->view()) : std::nullopt;
}

}  // namespace orderdeck::runtime
