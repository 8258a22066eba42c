# The target docs: the reference of all public headers, where doxygen is installed.
find_program(FOVEA_DOXYGEN doxygen)
if(NOT FOVEA_DOXYGEN)
  return()
endif()

set(folder "${PROJECT_BINARY_DIR}/doxygen")
file(GLOB includes LIST_DIRECTORIES ON framework/include framework/formats/*/include
     backends/*/include datasets/include)
list(TRANSFORM includes REPLACE ".+" "\"\\0\"")
list(JOIN includes " " includes)
configure_file("${CMAKE_CURRENT_LIST_DIR}/doxygen/Doxyfile.in" "${folder}/Doxyfile" @ONLY)
add_custom_target(docs COMMAND "${FOVEA_DOXYGEN}" "${folder}/Doxyfile" VERBATIM
                  COMMENT "Writing ${folder}/html/index.html")
