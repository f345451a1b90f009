// Templates that nearly every source uses, compiled once in this library (fmt's: in its own) instead of in every
// source. A part of the precompiled headers, so no source includes it.
#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>

extern template void fmt::detail::vformat_to<char>(buffer<char>&, string_view, format_args, locale_ref);
extern template class nlohmann::basic_json<>;
extern template class nlohmann::basic_json<nlohmann::ordered_map>;
