// The products that a system sells, read from YAML: a list of {id, name, price, stock}. Any thread.
#pragma once

#include <string>

#include "core/error.h"
#include "domain/order/order.h"

namespace orderdeck::runtime {

/// Of a file; of an empty path, the one that ships. NotFound when it cannot be read; else as parseCatalogue().
core::Result<domain::Catalogue> loadCatalogue(const std::string& file);

/// InvalidArgument with file and line: no YAML, no list, or a product that is illegal or stands twice.
core::Result<domain::Catalogue> parseCatalogue(const std::string& yaml, const std::string& sourceName);

}  // namespace orderdeck::runtime
