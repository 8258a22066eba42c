# Installs some components into a folder of their own, builds the program in the folder PROGRAM
# against them and runs it; it must be linked with nothing that these do not need. See
# tests/CMakeLists.txt for what is passed.
function(run)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY "${FOLDER}" RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "failed: ${ARGN}\n${text}")
  endif()
  set(text "${text}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
separate_arguments(components UNIX_COMMAND "${COMPONENTS}")
foreach(component ${components})
  run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${FOLDER}/prefix" --component ${component})
endforeach()

# <fovea/fovea.h> is the one door: nothing lies beside include/fovea, and all there is behind it.
file(GLOB_RECURSE headers RELATIVE "${FOLDER}/prefix/include" "${FOLDER}/prefix/*.h"
     "${FOLDER}/prefix/*.hpp" "${FOLDER}/prefix/*.inc" "${FOLDER}/prefix/*.glsl")
file(WRITE "${FOLDER}/door.cpp" "#include <fovea/fovea.h>\n")
run("${COMPILER}" -std=c++20 -M "-I${FOLDER}/prefix/include" "${FOLDER}/door.cpp")
foreach(header ${headers})
  if(NOT header MATCHES "^fovea/")
    message(FATAL_ERROR "${header} is installed outside of include/fovea")
  elseif(NOT text MATCHES "/prefix/include/${header}[ \n]")
    message(FATAL_ERROR "${header} is installed, but not behind fovea/fovea.h")
  endif()
endforeach()
# And nothing else is used by the programs that show how fovea is used.
file(GLOB sources "${SOURCE}/tests/install/*/*.cpp" "${SOURCE}/tests/install/*/*.h")
foreach(source ${sources})
  file(STRINGS "${source}" included REGEX "^#include .*/")
  if(NOT included MATCHES "^(#include <fovea/[a-z_0-9/]+.h>;?)*$")
    message(FATAL_ERROR "${source} includes ${included}")
  endif()
endforeach()

run("${CMAKE_COMMAND}" -G Ninja -S "${SOURCE}/tests/install/${PROGRAM}" -B "${FOLDER}/build"
    "-DCMAKE_PREFIX_PATH=${FOLDER}/prefix" "-DCMAKE_CXX_COMPILER=${COMPILER}"
    "-DCMAKE_CXX_FLAGS=${FLAGS}" -DCMAKE_BUILD_TYPE=Release)
run("${CMAKE_COMMAND}" --build "${FOLDER}/build")
run("${FOLDER}/build/${PROGRAM}")
run(ldd "${FOLDER}/build/${PROGRAM}")
set(unwanted "opencv|vulkan")
if(NOT COMPONENTS MATCHES onnx)
  string(APPEND unwanted "|onnx|protobuf")
endif()
if(text MATCHES "${unwanted}")
  message(FATAL_ERROR "a program that uses ${COMPONENTS} alone is linked with more:\n${text}")
endif()
file(GLOB_RECURSE headers "${FOLDER}/prefix/*opencv*" "${FOLDER}/prefix/*/datasets/*.h")
if(headers)
  message(FATAL_ERROR "the components ${COMPONENTS} install ${headers}")
endif()
file(REMOVE_RECURSE "${FOLDER}")
