#include "runtime/load/order_file.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/ids.h"

namespace orderdeck::runtime {

namespace {

using api::FileFormat;
using core::ErrorCode;

template <typename... Args>
std::unexpected<core::Error> bad(std::size_t line, fmt::format_string<Args...> text, Args&&... args) {
  return core::fail(ErrorCode::InvalidArgument,
                    fmt::format("line {}: {}", line, fmt::format(text, std::forward<Args>(args)...)));
}

/// As much of a value as an error shows.
std::string_view brief(std::string_view text) { return text.substr(0, 40); }

struct Line {
  std::size_t number = 0;
  std::string_view text;
};

// Lines that say something, without their ends and byte order marks: those of files that were put together stand in the
// middle.
std::vector<Line> linesOf(std::string_view text) {
  std::vector<Line> lines;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    while (line.ends_with('\r')) line.remove_suffix(1);  // more than one after a second translation of line ends
    if (line.find_first_not_of(" \t") != std::string_view::npos) lines.push_back({number, line});
  }
  return lines;
}

core::Result<void> checkBody(std::size_t line, std::string_view body, const domain::Catalogue* catalogue) {
  if (body.size() > domain::kMaxBodyBytes) return bad(line, "the order is larger than {} bytes", domain::kMaxBodyBytes);
  auto order = domain::parseOrderRequest(body);
  if (!order) return bad(line, "{}", order.error().what);
  if (catalogue == nullptr) return {};
  if (const auto priced = domain::priceItems(order->items, *catalogue); !priced)
    return bad(line, "{}", priced.error().what);
  return {};
}

/// Whether a member of this name can be in the JSON `text`: a quick look that spares most lines a second parse.
bool mayName(std::string_view text, std::string_view member) {
  return text.find(member) != std::string_view::npos ||
         text.find('\\') != std::string_view::npos;  // a name can be written with escapes
}

core::Result<std::vector<FileOrder>> parseJsonLines(const std::vector<Line>& lines,
                                                    const domain::Catalogue* catalogue) {
  std::vector<FileOrder> orders;
  for (const Line& line : lines) {
    if (const auto checked = checkBody(line.number, line.text, catalogue); !checked)
      return std::unexpected(checked.error());
    FileOrder order{std::string(line.text), {}};
    if (mayName(line.text, "idempotencyKey")) {
      const auto json = nlohmann::json::parse(line.text, nullptr, false);
      if (const auto key = json.find("idempotencyKey"); key != json.end()) {
        if (!key->is_string() || !core::isLegalId(key->get_ref<const std::string&>())) {
          return bad(line.number, "idempotencyKey must be 1..64 of A-Z a-z 0-9 _ . -");
        }
        order.idempotencyKey = key->get<std::string>();
      }
    }
    orders.push_back(std::move(order));
  }
  return orders;
}

// RFC 4180 on one line: fields may stand in quotes, a quote in them is doubled; blanks around a field do not count.
// Nothing when a quote is not closed.
std::optional<std::vector<std::string>> fieldsOf(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += '"';
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  if (quoted) return std::nullopt;
  for (std::string& field : fields) {
    field.erase(field.find_last_not_of(" \t") + 1);
    field.erase(0, field.find_first_not_of(" \t"));
  }
  return fields;
}

struct CsvOrder {
  std::size_t line = 0;
  std::string userId;
  std::vector<domain::OrderItem> items;
};

std::string bodyOf(const CsvOrder& order) {
  nlohmann::ordered_json items = nlohmann::ordered_json::array();
  for (const auto& item : order.items) items.push_back({{"productId", item.productId}, {"quantity", item.quantity}});
  return nlohmann::ordered_json{{"userId", order.userId}, {"items", std::move(items)}}.dump();
}

struct Columns {
  std::size_t count = 0, user = 0, product = 0, quantity = 0;
  std::optional<std::size_t> order;
};

core::Result<Columns> columnsOf(const Line& header) {
  const auto names = fieldsOf(header.text);
  if (!names) return bad(header.number, "a quote is not closed");
  Columns columns{
      .count = names->size(), .user = names->size(), .product = names->size(), .quantity = names->size(), .order = {}};
  for (std::size_t i = 0; i < names->size(); ++i) {
    const std::string& name = (*names)[i];
    if (name == "userId")
      columns.user = i;
    else if (name == "productId")
      columns.product = i;
    else if (name == "quantity")
      columns.quantity = i;
    else if (name == "order" || name == "group")
      columns.order = i;
    else
      return bad(header.number, "unknown column '{}': the header is userId,productId,quantity[,order]", brief(name));
  }
  if (std::max({columns.user, columns.product, columns.quantity}) == columns.count) {
    return bad(header.number, "the header must name userId, productId and quantity");
  }
  return columns;
}

core::Result<std::vector<FileOrder>> parseCsv(const std::vector<Line>& lines, const domain::Catalogue* catalogue) {
  const auto columns = columnsOf(lines.front());
  if (!columns) return std::unexpected(columns.error());
  std::vector<CsvOrder> orders;
  std::map<std::string, std::size_t> byName;  // the `order` column's value -> position in orders
  for (const Line& line : std::span(lines).subspan(1)) {
    const auto fields = fieldsOf(line.text);
    if (!fields) return bad(line.number, "a quote is not closed");
    if (fields->size() != columns->count)
      return bad(line.number, "{} fields where the header has {}", fields->size(), columns->count);
    const std::string& user = (*fields)[columns->user];
    const std::string& product = (*fields)[columns->product];
    const std::string& digits = (*fields)[columns->quantity];
    if (!core::isLegalId(user)) return bad(line.number, "userId must be 1..64 of A-Z a-z 0-9 _ . -");
    if (!core::isLegalId(product)) return bad(line.number, "productId must be 1..64 of A-Z a-z 0-9 _ . -");
    int quantity = 0;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), quantity);
    if (error != std::errc{} || stop != digits.data() + digits.size() || quantity < 1 ||
        quantity > domain::kMaxQuantity) {
      return bad(line.number, "quantity must be 1..10,000, not '{}'", brief(digits));
    }
    const std::string name = columns->order ? (*fields)[*columns->order] : std::string();
    const auto known = name.empty() ? byName.end() : byName.find(name);
    if (known == byName.end()) {
      if (!name.empty()) byName.emplace(name, orders.size());
      orders.push_back({line.number, user, {{product, quantity, 0}}});
      continue;
    }
    CsvOrder& order = orders[known->second];
    if (order.userId != user)
      return bad(line.number, "userId '{}' is not that of order {} (line {}: '{}')", user, brief(name), order.line,
                 order.userId);
    order.items.push_back({product, quantity, 0});
  }
  std::vector<FileOrder> bodies;
  for (const CsvOrder& order : orders) {
    bodies.push_back({bodyOf(order), {}});
    if (const auto checked = checkBody(order.line, bodies.back().body, catalogue); !checked)
      return std::unexpected(checked.error());
  }
  return bodies;
}

}  // namespace

core::Result<std::vector<FileOrder>> parseOrderFile(std::string_view text, api::FileFormat format,
                                                    const domain::Catalogue* catalogue) {
  if (format == FileFormat::None) return core::fail(ErrorCode::InvalidArgument, "fileFormat must be jsonl or csv");
  const auto lines = linesOf(text);
  if (lines.size() < (format == FileFormat::Csv ? 2 : 1))
    return core::fail(ErrorCode::InvalidArgument, "the file has no orders");
  return format == FileFormat::Csv ? parseCsv(lines, catalogue) : parseJsonLines(lines, catalogue);
}

}  // namespace orderdeck::runtime
