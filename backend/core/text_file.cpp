#include "core/text_file.h"

#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace orderdeck::core {

Result<std::string> readTextFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) return fail(ErrorCode::NotFound, fmt::format("cannot read the file {}", path));
  return std::move(text).str();
}

}  // namespace orderdeck::core
