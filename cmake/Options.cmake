# The one interface target that carries the compiler's options for every target of the project.
add_library(orderdeck_options INTERFACE)
target_compile_options(orderdeck_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  -Wold-style-cast -Wcast-qual -Wextra-semi)
# The product's code (backend, ui, app) says every conversion that can lose something. Tests need not: the sign of a literal is no error there.
set(ORDERDECK_STRICT -Wconversion -Wsign-conversion)
# Qt asks for -fPIC; everywhere, so that all can share one precompiled header.
target_compile_options(orderdeck_options INTERFACE -fPIC)
target_include_directories(orderdeck_options INTERFACE ${CMAKE_SOURCE_DIR}/backend ${CMAKE_SOURCE_DIR})
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(orderdeck_options INTERFACE -Wno-subobject-linkage)  # a source's own types count as a header's
endif()
if(ORDERDECK_SANITIZE)
  target_compile_options(orderdeck_options INTERFACE -fsanitize=${ORDERDECK_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(orderdeck_options INTERFACE -fsanitize=${ORDERDECK_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(orderdeck_options INTERFACE -Wno-maybe-uninitialized)  # g++ sees it in instrumented code of Boost.Beast where it is not
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(orderdeck_options INTERFACE -Wno-deprecated-declarations)  # std::ranges::stable_sort of g++ 12's own library
  endif()
  if(ORDERDECK_SANITIZE STREQUAL "thread")
    target_compile_options(orderdeck_options INTERFACE -Wno-tsan)  # Boost.Asio uses fences, which ThreadSanitizer does not see
  endif()
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # The inode cache keeps it from reading a precompiled header of 250 MB anew for every file.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_INODECACHE=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  else()
    add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
  endif()
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
