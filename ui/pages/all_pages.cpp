#include "ui/pages/all_pages.h"

#include "ui/pages/overview_page.h"

namespace orderdeck::ui {

std::vector<Page*> makePages(Feed& feed) { return {new OverviewPage(feed)}; }

}  // namespace orderdeck::ui
