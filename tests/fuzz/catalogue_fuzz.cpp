// A user's catalogue. Holds: every product that is taken keeps the rules, and is the same when it is written plainly
// and read again.
#include <cstdint>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/ids.h"
#include "property.h"
#include "runtime/profile/catalogue.h"

using namespace orderdeck;
using namespace orderdeck::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto catalogue = runtime::parseCatalogue(std::string(reinterpret_cast<const char*>(data), size), "fuzz.yaml");
  if (!catalogue) {
    requireSentence(catalogue.error());
    require(catalogue.error().what.starts_with("fuzz.yaml:"), "a refusal names the file", catalogue.error().what);
    return 0;
  }
  require(!catalogue->empty(), "a catalogue has a product");
  std::string written;
  for (const auto& [id, product] : *catalogue) {
    require(id == product.productId && core::isLegalId(id), "a product has a legal id", id);
    require(product.priceMinor >= 1 && product.stock >= 0 && !product.name.empty(),
            "a product has a price, a stock and a name", id);
    require(isUtf8(product.name), "a product's name is text", id);
    written +=
        fmt::format("- {{id: \"{}\", name: {}, price: {}.{:02}, stock: {}}}\n", id, nlohmann::json(product.name).dump(),
                    product.priceMinor / 100, product.priceMinor % 100, product.stock);
  }
  const auto again = runtime::parseCatalogue(written, "written.yaml");
  require(again && again->size() == catalogue->size(), "a written catalogue can be read", written);
  for (const auto& [id, product] : *catalogue) {
    const domain::Product& read = again->at(id);
    require(read.name == product.name && read.priceMinor == product.priceMinor && read.stock == product.stock,
            "a written product is the same", written);
  }
  return 0;
}
