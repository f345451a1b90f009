// The real connections: ControlClient to an address that was given, or to the backend that run.json of a data folder
// names now.
#pragma once

#include <string>

#include "ui/feed/backend_link.h"

namespace orderdeck::ui {

BackendLinkFactory linkToAddress(const std::string& url, const std::string& token);
/// Reads run.json anew for every connection. `token`: in the place of its token; empty: that one.
BackendLinkFactory linkToDataDir(const std::string& dataDir, const std::string& token = {});

}  // namespace orderdeck::ui
