# The headers that nearly every source includes, compiled once for orderdeck_core and used by every target without a list of its own.
function(orderdeck_precompile target)
  if(target STREQUAL "orderdeck_core")
    target_precompile_headers(${target} PRIVATE
      <algorithm> <atomic> <chrono> <cstdint> <expected> <functional> <map> <memory> <mutex> <optional> <span> <string> <string_view>
      <thread> <unordered_map> <vector> <fmt/format.h> <nlohmann/json.hpp> <spdlog/spdlog.h>
      ${CMAKE_SOURCE_DIR}/backend/core/compiled_once.h)
  else()
    target_precompile_headers(${target} REUSE_FROM orderdeck_core)
  endif()
endfunction()

# orderdeck_library(NAME [LINK targets...]): one static library out of every source below the calling folder.
function(orderdeck_library name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  add_library(orderdeck_${name} STATIC ${sources})
  add_library(orderdeck::${name} ALIAS orderdeck_${name})
  set_target_properties(orderdeck_${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_link_libraries(orderdeck_${name} PUBLIC orderdeck_options ${ARG_LINK})
  orderdeck_precompile(orderdeck_${name})
endfunction()
