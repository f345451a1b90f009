// Orders from a file of the user, one at a time, so that a file may be larger than memory: JSON lines (each a body of
// POST /orders, with an optional idempotencyKey) or CSV with the header userId,productId,quantity[,order], where rows
// with the same `order` make one order.
#pragma once

#include <cstdint>
#include <deque>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include <boost/unordered/unordered_flat_set.hpp>

#include "api/states.h"
#include "core/error.h"
#include "domain/order/order.h"
#include "runtime/load/csv_reader.h"
#include "runtime/load/line_reader.h"

namespace orderdeck::runtime {

struct FileOrder {
  std::size_t line = 0;        // where it begins
  std::string body;            // to be sent as it is
  std::string idempotencyKey;  // empty: none
};

/// Reads a stream once; one thread. Memory: what 10,000 orders take, and twelve bytes for each name of the column
/// `order`.
class OrderFileReader {
 public:
  /// Orders of one CSV file whose rows may stand among one another's.
  static constexpr std::size_t kOpenOrders = 10'000;

  /// `in` and `catalogue` outlive it. Format None: JSON lines when the text begins with '{', else CSV. With a
  /// catalogue, unknown products are refused too.
  OrderFileReader(std::istream& in, api::FileFormat format, const domain::Catalogue* catalogue = nullptr);
  ~OrderFileReader();

  /// Nothing at the end. InvalidArgument names the line and the field: "line 3: items[0].quantity must be 1..10,000";
  /// it is what every further call returns. Unavailable: the stream could not be read.
  core::Result<std::optional<FileOrder>> next();

  std::int64_t bytesRead() const { return m_lines.bytesRead(); }

 private:
  struct Columns {
    std::size_t count = 0, user = 0, product = 0, quantity = 0;
    std::optional<std::size_t> order;
  };
  struct OpenOrder {
    std::size_t line = 0;
    std::string name, userId;
    std::vector<domain::OrderItem> items;
  };

  core::Result<void> begin();
  core::Result<void> readHeader();
  core::Result<bool> readRow();
  core::Result<std::optional<FileOrder>> nextCsv();
  core::Result<std::optional<FileOrder>> nextJsonLine();
  core::Result<void> check(const FileOrder& order) const;

  std::istream& m_in;
  api::FileFormat m_format;
  const domain::Catalogue* const m_catalogue;
  LineReader m_lines;
  CsvReader m_csv{m_lines};
  CsvRecord m_record;
  Columns m_columns;
  std::deque<OpenOrder> m_open;                           // of CSV: the oldest first
  std::size_t m_taken = 0;                                // orders that left m_open
  std::unordered_map<std::string, std::size_t> m_byName;  // open order -> its number, from 0
  boost::unordered_flat_set<std::uint64_t> m_ended;       // hashes of the names that are not open any more
  bool m_isBegun = false, m_isOver = false, m_hasOrders = false;
  std::optional<core::Error> m_problem;
};

}  // namespace orderdeck::runtime
