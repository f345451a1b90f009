// Lists of ids in a statement: `WHERE order_id IN (?, ?, ...)`, a slice at a time, since both drivers limit how many
// values one may have. Pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <QString>
#include <QStringList>
#include <QVariant>

#include "adapters/sql/sql_session.h"

namespace orderdeck::adapters::sql {

/// "?,?,?"
inline QString placeholders(std::size_t count) {
  return QStringList(static_cast<qsizetype>(count), QStringLiteral("?")).join(QLatin1Char(','));
}

/// `suffix` is put behind every id.
inline QVariantList toValues(std::span<const std::string> ids, std::string_view suffix = {}) {
  QVariantList values;
  values.reserve(static_cast<qsizetype>(ids.size()));
  for (const std::string& id : ids) values << toQt(id) + toQt(suffix);
  return values;
}

/// What one statement asks for: at most 500 ids each.
inline std::vector<std::span<const std::string>> slicesOf(std::span<const std::string> ids) {
  constexpr std::size_t kMost = 500;
  std::vector<std::span<const std::string>> slices;
  for (std::size_t at = 0; at < ids.size(); at += kMost)
    slices.push_back(ids.subspan(at, std::min(kMost, ids.size() - at)));
  return slices;
}

}  // namespace orderdeck::adapters::sql
