#include "ui/pages/all_pages.h"

#include "ui/pages/acts/acts_page.h"
#include "ui/pages/charts/charts_page.h"
#include "ui/pages/inventory/inventory_page.h"
#include "ui/pages/locks/locks_page.h"
#include "ui/pages/nodes/nodes_page.h"
#include "ui/pages/orders/orders_page.h"
#include "ui/pages/overview/overview_page.h"
#include "ui/pages/streams/streams_page.h"

namespace orderdeck::ui {

std::vector<Page*> makePages(Feed& feed) {
  return {new OverviewPage(feed), new OrdersPage(feed), new InventoryPage(feed), new StreamsPage(feed),
          new LocksPage(feed),    new NodesPage(feed),  new ChartsPage(feed),    new ActsPage(feed)};
}

}  // namespace orderdeck::ui
