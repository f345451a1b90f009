#include "runtime/load/order_file.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/ids.h"
#include "runtime/load/file_problem.h"

namespace orderdeck::runtime {

namespace {

using api::FileFormat;
using core::ErrorCode;
using core::Result;

constexpr std::string_view kLegalId = "must be 1..64 of A-Z a-z 0-9 _ . -";

/// Whether a member of this name can be in the JSON `text`: a quick look that spares most lines a second parse.
bool mayName(std::string_view text, std::string_view member) {
  return text.find(member) != std::string_view::npos ||
         text.find('\\') != std::string_view::npos;  // a name can be written with escapes
}

std::string bodyOf(std::string_view userId, const std::vector<domain::OrderItem>& orderItems) {
  nlohmann::ordered_json items = nlohmann::ordered_json::array();
  for (const auto& item : orderItems) items.push_back({{"productId", item.productId}, {"quantity", item.quantity}});
  return nlohmann::ordered_json{{"userId", userId}, {"items", std::move(items)}}.dump();
}

Result<int> quantityOf(std::size_t line, const std::string& digits) {
  int quantity = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), quantity);
  if (error != std::errc{} || stop != digits.data() + digits.size() || quantity < 1 || quantity > domain::kMaxQuantity)
    return badLine(line, "quantity must be 1..10,000, not '{}'", brief(digits));
  return quantity;
}

}  // namespace

OrderFileReader::OrderFileReader(std::istream& in, FileFormat format, const domain::Catalogue* catalogue)
    : m_in(in), m_format(format), m_catalogue(catalogue), m_lines(in, domain::kMaxBodyBytes + 1) {}
OrderFileReader::~OrderFileReader() = default;

Result<std::optional<FileOrder>> OrderFileReader::next() {
  if (m_problem) return std::unexpected(*m_problem);
  Result<std::optional<FileOrder>> order;
  if (auto begun = begin(); !begun)
    order = std::unexpected(std::move(begun.error()));
  else
    order = m_format == FileFormat::Csv ? nextCsv() : nextJsonLine();
  if (order && m_in.bad()) order = core::fail(ErrorCode::Unavailable, "the file cannot be read any further");
  if (order && !*order && !m_hasOrders) order = core::fail(ErrorCode::InvalidArgument, "the file has no orders");
  if (!order) m_problem = order.error();
  m_hasOrders = true;
  return order;
}

Result<void> OrderFileReader::begin() {
  if (m_isBegun) return {};
  m_isBegun = true;
  const std::string_view start = m_lines.peek();
  if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF"))
    return badLine(1, "the file is UTF-16: save it as UTF-8");
  const std::size_t first = start.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  const char sign = first == std::string_view::npos ? ' ' : start[first];
  if (m_format != FileFormat::Csv && sign == '[')
    return badLine(1, "a JSON array: each order has to be a line of its own");
  if (m_format == FileFormat::None) m_format = sign == '{' || sign == ' ' ? FileFormat::JsonLines : FileFormat::Csv;
  return m_format == FileFormat::Csv ? readHeader() : Result<void>();
}

Result<void> OrderFileReader::check(const FileOrder& order) const {
  if (order.body.size() > domain::kMaxBodyBytes)
    return badLine(order.line, "the order is larger than {} bytes", domain::kMaxBodyBytes);
  auto parsed = domain::parseOrderRequest(order.body);
  if (!parsed) return badLine(order.line, "{}", parsed.error().what);
  if (m_catalogue == nullptr) return {};
  if (const auto priced = domain::priceItems(parsed->items, *m_catalogue); !priced)
    return badLine(order.line, "{}", priced.error().what);
  return {};
}

Result<std::optional<FileOrder>> OrderFileReader::nextJsonLine() {
  std::string_view line;
  do {
    if (!m_lines.next(line)) return std::nullopt;
    line = line.substr(0, line.find_last_not_of('\r') + 1);  // more than one after a second translation of line ends
  } while (line.find_first_not_of(" \t") == std::string_view::npos);
  FileOrder order{m_lines.number(), std::string(line), {}};
  if (const auto checked = check(order); !checked) return std::unexpected(checked.error());
  if (mayName(line, "idempotencyKey")) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (const auto key = json.find("idempotencyKey"); key != json.end()) {
      if (!key->is_string() || !core::isLegalId(key->get_ref<const std::string&>()))
        return badLine(order.line, "idempotencyKey {}", kLegalId);
      order.idempotencyKey = key->get<std::string>();
    }
  }
  return order;
}

Result<void> OrderFileReader::readHeader() {
  const auto isThere = m_csv.next(m_record);
  if (!isThere) return std::unexpected(isThere.error());
  if (!*isThere) return {};
  const auto& names = m_record.fields;
  m_columns = {
      .count = names.size(), .user = names.size(), .product = names.size(), .quantity = names.size(), .order = {}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == "userId")
      m_columns.user = i;
    else if (names[i] == "productId")
      m_columns.product = i;
    else if (names[i] == "quantity")
      m_columns.quantity = i;
    else if (names[i] == "order" || names[i] == "group")
      m_columns.order = i;
    else
      return badLine(m_record.line, "unknown column '{}': the header is userId,productId,quantity[,order]",
                     brief(names[i]));
  }
  if (std::max({m_columns.user, m_columns.product, m_columns.quantity}) == m_columns.count)
    return badLine(m_record.line, "the header must name userId, productId and quantity");
  return {};
}

/// False at the end of the file.
Result<bool> OrderFileReader::readRow() {
  const auto isThere = m_csv.next(m_record);
  if (!isThere || !*isThere) return isThere;
  const std::size_t line = m_record.line;
  const auto& fields = m_record.fields;
  if (fields.size() != m_columns.count)
    return badLine(line, "{} fields where the header has {}", fields.size(), m_columns.count);
  const std::string &user = fields[m_columns.user], &product = fields[m_columns.product];
  if (!core::isLegalId(user)) return badLine(line, "userId {}", kLegalId);
  if (!core::isLegalId(product)) return badLine(line, "productId {}", kLegalId);
  const auto quantity = quantityOf(line, fields[m_columns.quantity]);
  if (!quantity) return std::unexpected(quantity.error());
  const std::string name = m_columns.order ? fields[*m_columns.order] : std::string();
  const auto known = name.empty() ? m_byName.end() : m_byName.find(name);
  if (known != m_byName.end()) {
    OpenOrder& order = m_open[known->second - m_taken];
    if (order.userId != user)
      return badLine(line, "userId '{}' is not that of order {} (line {}: '{}')", user, brief(name), order.line,
                     order.userId);
    if (order.items.size() >= domain::kMaxBodyBytes / 16)
      return badLine(line, "order {} is larger than {} bytes", brief(name), domain::kMaxBodyBytes);
    order.items.push_back({product, *quantity, 0});
    return true;
  }
  if (!name.empty() && m_ended.contains(core::stableHash(name)))
    return badLine(line, "order {} ended before: its rows must stand within {} orders", brief(name), kOpenOrders);
  if (!name.empty()) m_byName.emplace(name, m_taken + m_open.size());
  m_open.push_back({line, name, user, {{product, *quantity, 0}}});
  return true;
}

Result<std::optional<FileOrder>> OrderFileReader::nextCsv() {
  while (!m_isOver && m_open.size() < (m_columns.order ? kOpenOrders + 1 : 1)) {
    const auto isThere = readRow();
    if (!isThere) return std::unexpected(isThere.error());
    m_isOver = !*isThere;
  }
  if (m_open.empty()) return std::nullopt;
  const OpenOrder first = std::move(m_open.front());
  m_open.pop_front();
  ++m_taken;
  if (!first.name.empty()) {
    m_byName.erase(first.name);
    m_ended.insert(core::stableHash(first.name));
  }
  FileOrder order{first.line, bodyOf(first.userId, first.items), {}};
  if (const auto checked = check(order); !checked) return std::unexpected(checked.error());
  return order;
}

}  // namespace orderdeck::runtime
