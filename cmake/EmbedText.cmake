# orderdeck_embed(TARGET NAMESPACE files...): each text file becomes `inline constexpr std::string_view k<Name>` in
# <TARGET>_embedded.h, so that a program needs no file beside it. place_order.lua becomes kPlaceOrderLua.
function(orderdeck_embed target namespace)
  set(header ${CMAKE_CURRENT_BINARY_DIR}/embedded/${target}_embedded.h)
  set(files ${ARGN})
  add_custom_command(OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} -DHEADER=${header} -DNAMESPACE=${namespace} "-DFILES=${files}" -P ${CMAKE_SOURCE_DIR}/cmake/embed_text_script.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/embed_text_script.cmake VERBATIM)
  target_sources(orderdeck_${target} PRIVATE ${header})
  target_include_directories(orderdeck_${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/embedded)
endfunction()
