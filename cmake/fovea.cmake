# How the project's libraries are made: by folder, so that adding a file edits nothing.
include("${CMAKE_CURRENT_LIST_DIR}/table_entries.cmake")

find_program(FOVEA_CCACHE ccache)
if(FOVEA_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${FOVEA_CCACHE})
endif()

# Warnings are errors in tools/test.sh alone: a newer compiler has some of its own. No contraction of
# a*b+c by the compiler: results must not depend on what it fuses (kernels say MulAdd where they mean
# it).
add_library(fovea_flags INTERFACE)
target_compile_features(fovea_flags INTERFACE cxx_std_20)
target_include_directories(fovea_flags INTERFACE "${PROJECT_SOURCE_DIR}")  # headers of our own
target_compile_options(fovea_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -ffp-contract=off
  # Among files that are compiled together (fovea_unite) a local name may be another file's helper,
  # which clang cannot tell from a local one.
  $<IF:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>,$<$<CXX_COMPILER_ID:GNU>:-Wshadow=local>,-Wshadow>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(fovea_flags INTERFACE -Wno-restrict -Wno-stringop-overflow)
  # Both give false alarms for std::string: GCC bugs 105651 and 105329.
endif()
if(FOVEA_SANITIZE)
  # vptr: g++ reports a downcast inside TBB's own flow graph. null, object-size and pointer-overflow:
  # the address sanitizer finds the same. alignment: the processors that fovea is for read any
  # address. Without these a file is compiled in two thirds of the time.
  target_compile_options(fovea_flags INTERFACE -fsanitize=${FOVEA_SANITIZE}
                         -fno-sanitize=vptr,null,object-size,pointer-overflow,alignment
                         -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(fovea_flags INTERFACE -fsanitize=${FOVEA_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # The sanitizers' own code sets off false alarms, in std::regex for one (GCC bug 105562).
    target_compile_options(fovea_flags INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()

# fovea_quick_build(TARGET [SANITIZED_TOO]): what has many files and runs little is optimised less;
# under a sanitizer too, and then not at all, where that takes longer than it saves.
function(fovea_quick_build target)
  if(FOVEA_SANITIZE AND "SANITIZED_TOO" IN_LIST ARGN)
    target_compile_options(${target} PRIVATE -O0)
  elseif(NOT FOVEA_SANITIZE AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
    target_compile_options(${target} PRIVATE -O1)
  endif()
endfunction()

# fovea_precompile(TARGET HEADER...): reads headers that take long to read once a target;
# fovea_precompile(TARGET REUSE_FROM OTHER): those of a target with the same options. With
# FOVEA_PRECOMPILE=OFF every file is built with no more than it includes.
function(fovea_precompile target)
  if(NOT FOVEA_PRECOMPILE)
    return()
  endif()
  if("REUSE_FROM" IN_LIST ARGN)
    target_precompile_headers(${target} ${ARGN})
  else()
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()

# Public headers that CMake writes (fovea/layers.h), for programs outside alone: what is ours
# includes the parts that it uses.
set(FOVEA_GENERATED "${PROJECT_BINARY_DIR}/include")
set_target_properties(fovea_flags PROPERTIES INTERFACE_FOVEA_OWN ON
                      COMPATIBLE_INTERFACE_BOOL FOVEA_OWN)

# fovea_unite(TARGET): compiles up to twelve files of the library at a time, which then share the
# templates that each would instantiate: three times as fast. Files that define the same name in
# their first column (a helper in an unnamed namespace, mostly) never come together, nor do those
# that precompile nothing. Kernels that Highway includes once an instruction set are brought
# together by a file that it includes instead. With FOVEA_PRECOMPILE=OFF each file is compiled alone.
function(fovea_unite target)
  if(NOT FOVEA_PRECOMPILE)
    return()
  endif()
  set(most_part 12)
  set(most_simd 6)
  set(last_part -1)
  set(last_simd -1)
  get_target_property(folder ${target} SOURCE_DIR)
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "\\.cpp$")
  list(SORT sources)
  foreach(source IN LISTS sources)
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${folder}")
    get_source_file_property(alone "${source}" TARGET_DIRECTORY ${target} SKIP_PRECOMPILE_HEADERS)
    if(alone OR NOT EXISTS "${source}" OR source MATCHES "^${PROJECT_BINARY_DIR}")
      continue()
    endif()
    # A new helper may clash with one of another file.
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${source}")
    file(STRINGS "${source}" lines REGEX "^[A-Za-z_][^;]*[({=]|foreach_target")
    set(names "")
    set(kind part)
    foreach(line IN LISTS lines)
      if(line MATCHES "foreach_target")
        set(kind simd)
      elseif(line MATCHES "^namespace")
        continue()
      elseif(line MATCHES "^template <[^(]*> (.*)$")
        set(line "${CMAKE_MATCH_1}")
      endif()
      if(line MATCHES "^(struct|class|union|enum class|enum|using) ([A-Za-z_0-9]+)")
        list(APPEND names "${CMAKE_MATCH_2}")
      elseif(line MATCHES "^[^({=]*[ *&]([A-Za-z_0-9]+)(\\[[^=]*\\])? ?[({=]")
        list(APPEND names "${CMAKE_MATCH_1}")
      endif()
    endforeach()
    set(number 0)
    while(number LESS_EQUAL last_${kind})
      set(clash NO)
      list(LENGTH ${kind}_${number} size)
      if(size LESS most_${kind})
        foreach(name IN LISTS names)
          if(name IN_LIST ${kind}_names_${number})
            set(clash YES)
            break()
          endif()
        endforeach()
        if(NOT clash)
          break()
        endif()
      endif()
      math(EXPR number "${number} + 1")
    endwhile()
    if(number GREATER last_${kind})
      set(last_${kind} ${number})
      set(${kind}_${number} "")
      set(${kind}_names_${number} "")
    endif()
    list(APPEND ${kind}_${number} "${source}")
    list(APPEND ${kind}_names_${number} ${names})
    if(kind STREQUAL "part")
      set_source_files_properties("${source}" TARGET_DIRECTORY ${target}
                                  PROPERTIES UNITY_GROUP part${number})
    endif()
  endforeach()
  if(last_simd GREATER_EQUAL 0)
    foreach(number RANGE ${last_simd})
      fovea_unite_simd(${target} ${number} ${simd_${number}})
    endforeach()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # An unnamed namespace is private to the one object that includes it, here too.
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
  endif()
endfunction()

# fovea_unite_simd(TARGET NUMBER FILE...): writes a file that Highway's foreach_target.h includes once an
# instruction set, in place of each of these. Each of them names itself as what is to be included,
# so that its name must be put back at the end.
function(fovea_unite_simd target number)
  set(united "${PROJECT_BINARY_DIR}/united/${target}_simd${number}.cpp")
  set(again "#undef HWY_TARGET_INCLUDE\n#define HWY_TARGET_INCLUDE \"${united}\"\n")
  list(JOIN ARGN "\"\n#include \"" includes)
  file(CONFIGURE OUTPUT "${united}" CONTENT
       "${again}#include <hwy/foreach_target.h>\n#include \"${includes}\"\n${again}" @ONLY)
  set_source_files_properties(${ARGN} TARGET_DIRECTORY ${target} PROPERTIES HEADER_FILE_ONLY ON)
  target_sources(${target} PRIVATE "${united}")
endfunction()

# fovea_library(NAME FOLDER folder GLOBS pattern... LINK ... PRECOMPILE header...): target fovea_NAME, alias fovea::NAME.
# The headers in FOLDER/include are public: they are installed, and are what other libraries see.
function(fovea_library name)
  cmake_parse_arguments(arg "" "FOLDER" "GLOBS;LINK;PRECOMPILE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${arg_GLOBS})
  add_library(fovea_${name} STATIC ${sources})
  add_library(fovea::${name} ALIAS fovea_${name})
  set_target_properties(fovea_${name} PROPERTIES EXPORT_NAME ${name}
                        POSITION_INDEPENDENT_CODE ON)
  target_compile_features(fovea_${name} PUBLIC cxx_std_20)
  get_filename_component(public "${arg_FOLDER}/include" ABSOLUTE BASE_DIR "${PROJECT_SOURCE_DIR}")
  if(EXISTS "${public}")
    target_include_directories(fovea_${name} PUBLIC "$<BUILD_INTERFACE:${public}>"
      "$<BUILD_INTERFACE:$<$<NOT:$<BOOL:$<TARGET_PROPERTY:FOVEA_OWN>>>:${FOVEA_GENERATED}>>"
      "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
    set_property(TARGET fovea_${name} PROPERTY FOVEA_PUBLIC "${public}")
  endif()
  target_link_libraries(fovea_${name} PRIVATE $<BUILD_INTERFACE:fovea_flags>)
  target_link_libraries(fovea_${name} ${arg_LINK})
  fovea_precompile(fovea_${name} <algorithm> <filesystem> <functional> <map> <optional>
                   <fovea/graph/layer.h> ${arg_PRECOMPILE})
  set_property(GLOBAL APPEND PROPERTY FOVEA_LIBRARIES fovea_${name})
endfunction()

# fovea_public_folders(TARGET fovea/FOLDER...): writes fovea/FOLDER.h, which includes every public
# header of the folder, so that a new one is behind <fovea/fovea.h> without an edit.
function(fovea_public_folders target)
  get_target_property(public fovea_${target} FOVEA_PUBLIC)
  foreach(folder ${ARGN})
    file(GLOB headers CONFIGURE_DEPENDS RELATIVE "${public}" "${public}/${folder}/*.h"
         "${public}/${folder}/common/*.h")
    list(JOIN headers "\"\n#include \"" includes)
    file(CONFIGURE OUTPUT "${FOVEA_GENERATED}/${folder}.h" CONTENT
"// Every header of ${folder}: written by CMake.
#pragma once

#include \"${includes}\"
" @ONLY)
    set_property(TARGET fovea_${target} APPEND PROPERTY FOVEA_PUBLIC_FOLDERS
                 "${FOVEA_GENERATED}/${folder}.h")
  endforeach()
endfunction()

# fovea_table(TARGET FOLDER NAMESPACE TABLE HEADER [OPTIONAL] [AGAIN]): adds the folder's files to the
# library fovea_TARGET, or to the program TARGET, and writes NAMESPACE::register_all(TABLE&), which
# calls register_<stem> of each file; with OPTIONAL, of those that define it. Files of FOLDER below
# the folders FOVEA_EXTENSIONS count as the folder's own. With AGAIN, TARGET links a library that has
# the folder's own files, and gets those of the extensions alone. The file that bears the header's name holds
# what the header declares beside the table and has no entry.
function(fovea_table target folder namespace table header)
  cmake_parse_arguments(arg "OPTIONAL;AGAIN" "" "" ${ARGN})
  if(TARGET fovea_${target})
    set(target fovea_${target})
  endif()
  set(patterns "${PROJECT_SOURCE_DIR}/${folder}/*.cpp")
  foreach(extension ${FOVEA_EXTENSIONS})
    list(APPEND patterns "${extension}/${folder}/*.cpp")
  endforeach()
  file(GLOB sources CONFIGURE_DEPENDS ${patterns})
  set(added ${sources})
  if(arg_AGAIN)
    list(FILTER added EXCLUDE REGEX "^${PROJECT_SOURCE_DIR}/${folder}/")
  endif()
  target_sources(${target} PRIVATE ${added})
  get_filename_component(header_stem "${header}" NAME_WE)
  list(FILTER sources EXCLUDE REGEX "/${header_stem}\\.cpp$")
  fovea_table_entries(stems ${table} ${arg_OPTIONAL} ${sources})
  string(MAKE_C_IDENTIFIER "${folder}" identifier)
  set(generated "${PROJECT_BINARY_DIR}/tables/${target}_${identifier}.cpp")
  fovea_write_table("${generated}" ${header} ${namespace} ${table} ${stems})
  target_sources(${target} PRIVATE "${generated}")
endfunction()

# fovea_backends(ROOT): every folder ROOT/backends/NAME is a library: as its library.cmake says, or
# without one all of its .cpp files, of which register_NAME.cpp joins it to the backends.
macro(fovea_backends root)
  file(GLOB fovea_folders CONFIGURE_DEPENDS LIST_DIRECTORIES ON "${root}/backends/*")
  foreach(fovea_folder ${fovea_folders})
    get_filename_component(fovea_name "${fovea_folder}" NAME)
    if(EXISTS "${fovea_folder}/library.cmake")
      include("${fovea_folder}/library.cmake")
    elseif(EXISTS "${fovea_folder}/register_${fovea_name}.cpp")
      fovea_library(${fovea_name} FOLDER "${fovea_folder}" GLOBS "${fovea_folder}/*.cpp"
                    LINK PUBLIC fovea::framework)
      fovea_backend(${fovea_name})
    endif()
  endforeach()
endmacro()

# fovea_backend(NAME): the library fovea_NAME defines fovea::register_NAME(BackendTable&).
function(fovea_backend name)
  set_property(GLOBAL APPEND PROPERTY FOVEA_BACKENDS ${name})
endfunction()

# fovea_backend_table(TARGET): TARGET gets all backends there are, and their table.
function(fovea_backend_table target)
  get_property(backends GLOBAL PROPERTY FOVEA_BACKENDS)
  set(generated "${PROJECT_BINARY_DIR}/tables/${target}_backends.cpp")
  fovea_write_table("${generated}" fovea/runtime/backend_table.h fovea BackendTable ${backends})
  target_sources(${target} PRIVATE "${generated}")
  list(TRANSFORM backends PREPEND fovea::)
  target_link_libraries(${target} PUBLIC ${backends})
endfunction()

# Kernels are optimised in every configuration: without, some tests take minutes. Under a sanitizer
# vector code is at -O1, which compiles in half the time.
function(fovea_kernel_flags library)
  if(FOVEA_SANITIZE AND library STREQUAL cpu)
    target_compile_options(fovea_${library} PRIVATE -O1)
  elseif(CMAKE_BUILD_TYPE MATCHES "^(Debug|RelWithDebInfo)$")
    target_compile_options(fovea_${library} PRIVATE -O2)
  endif()
endfunction()

# Installs all libraries with their headers; find_package(fovea COMPONENTS framework cpu).
function(fovea_install)
  include(CMakePackageConfigHelpers)
  get_property(libraries GLOBAL PROPERTY FOVEA_LIBRARIES)
  set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/fovea)
  foreach(library ${libraries})
    string(REPLACE fovea_ "" name ${library})
    set(component ${name})
    if(name STREQUAL common)  # which nobody asks for by name
      set(component framework)
    endif()
    install(TARGETS ${library} EXPORT fovea_${name} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
            COMPONENT ${component})
    install(EXPORT fovea_${name} NAMESPACE fovea:: FILE fovea-${name}.cmake
            DESTINATION ${config_dir} COMPONENT ${component})
    if(EXISTS "${PROJECT_SOURCE_DIR}/backends/${name}/dependencies.cmake")
      install(FILES "${PROJECT_SOURCE_DIR}/backends/${name}/dependencies.cmake" DESTINATION ${config_dir}
              RENAME fovea-${name}-dependencies.cmake COMPONENT ${component})
    endif()
    get_target_property(public ${library} FOVEA_PUBLIC)
    if(public)
      install(DIRECTORY "${public}/" DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT ${component}
              FILES_MATCHING PATTERN "*.h")
    endif()
    get_target_property(folders ${library} FOVEA_PUBLIC_FOLDERS)
    if(folders)
      install(FILES ${folders} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/fovea COMPONENT ${component})
    endif()
  endforeach()
  configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/fovea-config.cmake.in"
    "${PROJECT_BINARY_DIR}/fovea-config.cmake" INSTALL_DESTINATION ${config_dir})
  write_basic_package_version_file("${PROJECT_BINARY_DIR}/fovea-config-version.cmake"
    COMPATIBILITY SameMinorVersion)
  install(FILES "${PROJECT_BINARY_DIR}/fovea-config.cmake"
                "${PROJECT_BINARY_DIR}/fovea-config-version.cmake"
                "${PROJECT_SOURCE_DIR}/cmake/fovea-imported.cmake"
          DESTINATION ${config_dir} COMPONENT framework)
endfunction()
