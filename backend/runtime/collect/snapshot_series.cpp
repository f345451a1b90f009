#include "runtime/collect/snapshot_series.h"

#include <algorithm>
#include <cmath>

#include "api/freshness.h"
#include "api/series.h"

namespace orderdeck::runtime {

std::map<std::string, double> seriesOf(const api::Snapshot& snapshot) {
  std::map<std::string, double> values;
  const auto add = [&values](std::string_view name, const std::string& of, std::optional<double> value) {
    if (value) values[std::string(name) + of] = std::round(*value * 100) / 100;
  };
  const api::Figures& figures = snapshot.figures;
  add(api::series::kAccepted, {}, figures.acceptedPerSecond);
  add(api::series::kCompleted, {}, figures.completedPerSecond);
  add(api::series::kRefused, {}, figures.refusedPerSecond);
  add(api::series::kAcceptP99, {}, figures.acceptP99Millis);
  add(api::series::kOrderP99, {}, figures.orderP99Millis);
  const std::size_t products =
      api::isStale(snapshot, api::Source::Store) ? 0 : std::min(snapshot.products.size(), kMostStockSeries);
  for (std::size_t i = 0; i < products; ++i) {
    const api::ProductView& product = snapshot.products[i];
    if (product.stocked > 0)
      add(api::series::kStock, product.productId,
          100.0 * static_cast<double>(product.available) / static_cast<double>(product.stocked));
  }
  for (const api::NodeView& node : snapshot.nodes) {
    if (node.pid > 0) add(api::series::kCpu, node.name, node.cpuPercent);
  }
  return values;
}

}  // namespace orderdeck::runtime
