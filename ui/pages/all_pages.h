// The pages that exist, in the order of the rail. The one place to add a page.
#pragma once

#include <vector>

namespace orderdeck::ui {

class Feed;
class Page;

/// New pages without a parent; the caller owns them.
std::vector<Page*> makePages(Feed& feed);

}  // namespace orderdeck::ui
