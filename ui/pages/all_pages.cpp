#include "ui/pages/all_pages.h"

#include "ui/pages/page.h"

namespace orderdeck::ui {

std::vector<Page*> makePages(Feed& feed) {
  (void)feed;
  return {};
}

}  // namespace orderdeck::ui
