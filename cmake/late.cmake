# Starting with OpenCV's modules for pictures, videos and windows loads 240 shared libraries, which
# takes 0.2 s of computing before main(). The program loads them when it uses one: it is linked to
# a shared library that has the names of their functions alone and that pretends to be librt, an
# empty library of the C library. The linker asks for the functions at their first call, and finds
# those of the module that load_late() has loaded by then.

# fovea_soname(VARIABLE FILE): the name by which programs ask for a shared library.
function(fovea_soname variable file)
  execute_process(COMMAND "${CMAKE_OBJDUMP}" -p "${file}" OUTPUT_VARIABLE headers
                  COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCH "SONAME +([^ \n]+)" found "${headers}")
  set(${variable} "${CMAKE_MATCH_1}" PARENT_SCOPE)
endfunction()

# fovea_late_library(NAME MODULE...): makes the library of names, those of the functions that these
# modules of OpenCV define.
function(fovea_late_library name)
  set(names "")
  foreach(library ${ARGN})
    execute_process(COMMAND "${CMAKE_NM}" -D --defined-only "${OPENCV_${library}_LIBRARY}"
                    OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX MATCHALL " T _ZN[^\n@]+" symbols "${symbols}")
    list(APPEND names ${symbols})
  endforeach()
  list(TRANSFORM names REPLACE "^ T (.*)$" ".globl \\1\n.type \\1, @function\n\\1:\n")
  list(REMOVE_DUPLICATES names)
  list(JOIN names "" text)
  # .S and not .s: clang complains of options for a preprocessor that does not run.
  set(source "${PROJECT_BINARY_DIR}/late/${name}.S")
  file(CONFIGURE OUTPUT "${source}" CONTENT ".text\n${text}.byte 0\n" @ONLY)
  add_library(${name} SHARED "${source}")
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX NO_SONAME ON
                        LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/late")
  target_link_options(${name} PRIVATE -nostdlib -Wl,-soname,librt.so.1
                      INTERFACE -Wl,-z,lazy)
endfunction()

# fovea_late_or(VARIABLE MODULE): what is linked for a module: the names alone by programs of
# fovea_link_late, else the module.
function(fovea_late_or variable module)
  set(${variable} "$<IF:$<BOOL:$<TARGET_PROPERTY:FOVEA_LATE>>,fovea_late,opencv_${module}>"
      PARENT_SCOPE)
endfunction()

# fovea_link_late(TARGET): the program TARGET is not linked to the modules themselves.
function(fovea_link_late target)
  if(TARGET fovea_late)
    set_target_properties(${target} PROPERTIES FOVEA_LATE ON)
  endif()
endfunction()
