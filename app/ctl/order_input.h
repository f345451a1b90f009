// Where the orders of `inject --file` come from, as the daemon can read them: a file by its path; a pipe or stdin from
// a copy in the data folder that has no name and is gone with this program.
#pragma once

#include <functional>
#include <string>

#include "api/states.h"
#include "core/error.h"

namespace orderdeck::ctl {

class OrderInput {
 public:
  /// `file`: a path, or "-" for stdin. `progress` hears how many bytes were copied. InvalidArgument: it cannot be read,
  /// or is a folder.
  static core::Result<OrderInput> open(const std::string& file, const std::string& dataDir,
                                       const std::function<void(std::int64_t)>& progress);
  OrderInput(OrderInput&& other) noexcept;
  OrderInput(const OrderInput&) = delete;
  OrderInput& operator=(const OrderInput&) = delete;
  ~OrderInput();

  const std::string& path() const { return m_path; }
  /// By the name: .csv, and .jsonl, .ndjson or .json, in whatever case. None: the text has to say it.
  api::FileFormat format() const { return m_format; }

 private:
  OrderInput() = default;

  int m_copy = -1;
  std::string m_path;
  api::FileFormat m_format = api::FileFormat::None;
};

}  // namespace orderdeck::ctl
