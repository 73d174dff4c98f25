# SPDX-License-Identifier: GPL-3.0-or-later
# One static library per folder of core/ and ui/. A library links only what stands below it; that is how the floors of
# docs/architecture.md are kept.

add_library(kneepoint_flags INTERFACE)
target_compile_options(kneepoint_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
                                                 -Woverloaded-virtual -Wimplicit-fallthrough
                                                 # Designated initialisers rely on the defaults of the members they leave out.
                                                 -Wno-missing-field-initializers
                                                 # What libstdc++ 12 itself calls in std::stable_sort.
                                                 $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)
if(KNEEPOINT_WERROR)
  target_compile_options(kneepoint_flags INTERFACE -Werror)
endif()
if(KNEEPOINT_SANITIZE)
  target_compile_options(kneepoint_flags INTERFACE -fsanitize=${KNEEPOINT_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(kneepoint_flags INTERFACE -fsanitize=${KNEEPOINT_SANITIZE})
endif()

# Compiled as one file each with KNEEPOINT_UNITY: the heavy JSON headers are read once instead of a hundred times, and a
# helper that is written twice in a library is an error.
set(unity_libraries base results import stats compare report claims library)

# kneepoint_library(NAME [PUBLIC lib...] [PRIVATE lib...]): every .cpp beside the calling CMakeLists.txt (and one folder
# below it), public headers under kneepoint/<folder>/.
function(kneepoint_library name)
  cmake_parse_arguments(arg "" "" "PUBLIC;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/*/*.cpp"
       "${CMAKE_CURRENT_SOURCE_DIR}/kneepoint/*/*.h") # headers, so that moc sees them
  add_library(kneepoint_${name} STATIC ${sources})
  add_library(kneepoint::${name} ALIAS kneepoint_${name})
  target_include_directories(kneepoint_${name} PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}")
  target_link_libraries(kneepoint_${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE} $<BUILD_INTERFACE:kneepoint_flags>)
  set_target_properties(kneepoint_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  if(KNEEPOINT_UNITY AND name IN_LIST unity_libraries)
    set_target_properties(kneepoint_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
  endif()
endfunction()
