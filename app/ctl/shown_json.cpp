#include "app/ctl/shown_json.h"

#include <nlohmann/json.hpp>

#include "core/terminal_text.h"

namespace orderdeck::ctl {

namespace {

using Json = nlohmann::ordered_json;

Json shown(const Json& value) {
  if (value.is_string()) return core::terminalText(value.get_ref<const std::string&>());
  if (!value.is_structured()) return value;
  Json out = value.is_array() ? Json::array() : Json::object();
  for (const auto& [name, member] : value.items()) {
    if (value.is_array())
      out.push_back(shown(member));
    else
      out[core::terminalText(name)] = shown(member);
  }
  return out;
}

}  // namespace

std::string shownJson(const std::string& json) {
  const Json parsed = Json::parse(json, nullptr, false);
  if (parsed.is_discarded()) return json;
  return shown(parsed).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace orderdeck::ctl
