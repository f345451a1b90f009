#include "ports/mailer.h"

#include <algorithm>

namespace orderdeck::ports {

bool isMailAddress(std::string_view address) {
  return !address.empty() && address.size() <= 320 && std::ranges::all_of(address, [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f && c != '<' && c != '>';
  });
}

}  // namespace orderdeck::ports
