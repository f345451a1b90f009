#include "runtime/profile/catalogue.h"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "api/profile/yaml_mapping.h"
#include "core/ids.h"
#include "core/text_file.h"
#include "runtime_embedded.h"

namespace orderdeck::runtime {

namespace {

constexpr std::int64_t kMostStock = 1'000'000'000'000;

/// "19.99" -> 1999, exactly: digits, and at most two after a point.
std::optional<std::int64_t> parseMinor(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view cents = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
  if (whole.empty() || whole.size() > 12 || cents.size() > 2 || (point != std::string_view::npos && cents.empty()))
    return std::nullopt;
  std::string digits(whole);
  digits += cents;
  digits.append(2 - cents.size(), '0');
  std::int64_t minor = 0;
  const auto [stop, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), minor);
  if (bad != std::errc{} || stop != digits.data() + digits.size() || digits.front() == '-') return std::nullopt;
  return minor;
}

}  // namespace

core::Result<domain::Catalogue> parseCatalogue(const std::string& yaml, const std::string& sourceName) {
  const auto root = api::parseYaml(yaml, sourceName);
  if (!root) return std::unexpected(root.error());
  if (!root->IsSequence() || root->size() == 0) {
    return core::fail(core::ErrorCode::InvalidArgument,
                      fmt::format("{}:1: a catalogue is a list of products, one at least", sourceName));
  }
  domain::Catalogue catalogue;
  for (const auto& node : *root) {
    api::YamlMapping in(node, sourceName);
    domain::Product product;
    std::string price;
    in.read("id", product.productId);
    if (!core::isLegalId(product.productId)) in.reject("id", "must be 1 to 64 of letters, digits, '_', '.', '-'");
    if (catalogue.contains(product.productId)) in.reject("id", "stands twice: a product is listed once");
    in.read("name", product.name);
    if (product.name.empty() || product.name.size() > 200) in.reject("name", "must be a text of 1 to 200 bytes");
    in.read("price", price);
    const auto minor = parseMinor(price);
    if (!minor || *minor < 1 || *minor > domain::kMaxPriceMinor)
      in.reject("price", "must be an amount like 19.99, from 0.01 to 1000000.00");
    product.priceMinor = minor.value_or(0);
    if (!in.has("stock")) in.reject("stock", "must be given");
    in.read("stock", product.stock, 0, kMostStock);
    in.finish();
    if (in.error()) return std::unexpected(*in.error());
    catalogue.emplace(product.productId, std::move(product));
  }
  return catalogue;
}

core::Result<domain::Catalogue> loadCatalogue(const std::string& file) {
  if (file.empty()) return parseCatalogue(std::string(kDefaultYaml), "default.yaml");
  const auto text = core::readTextFile(file);
  if (!text) return std::unexpected(text.error());
  return parseCatalogue(*text, file);
}

}  // namespace orderdeck::runtime
