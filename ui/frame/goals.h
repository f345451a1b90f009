// What of the system can be gone to, or acted on, from the palette: found in what the feed shows now. GUI thread.
#pragma once

#include <vector>

#include "ui/feed/needs.h"
#include "ui/frame/goal.h"

namespace orderdeck::ui {

class Feed;
class MainWindow;

/// What goalsIn() reads: the palette has the feed pull it while it is open.
Needs goalNeeds();

/// The order that `typed` may be the id of, then products, processes with what can be done to them, groups and faults.
/// Things of which nothing has come yet are left out.
std::vector<Goal> goalsIn(Feed& feed, MainWindow& window, const QString& typed);

}  // namespace orderdeck::ui
