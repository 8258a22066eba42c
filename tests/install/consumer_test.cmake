# Installs some components into a folder of their own, builds the program in the folder PROGRAM
# against them and runs it; it must be linked with nothing that these do not need. See
# tests/CMakeLists.txt for what is passed.
function(run)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY "${FOLDER}" RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
  message("${text}")
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "failed: ${ARGN}")
  endif()
  set(text "${text}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
separate_arguments(components UNIX_COMMAND "${COMPONENTS}")
foreach(component ${components})
  run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${FOLDER}/prefix" --component ${component})
endforeach()
run("${CMAKE_COMMAND}" -G Ninja -S "${SOURCE}/tests/install/${PROGRAM}" -B "${FOLDER}/build"
    "-DCMAKE_PREFIX_PATH=${FOLDER}/prefix" "-DCMAKE_CXX_COMPILER=${COMPILER}"
    "-DCMAKE_CXX_FLAGS=${FLAGS}" -DCMAKE_BUILD_TYPE=Release)
run("${CMAKE_COMMAND}" --build "${FOLDER}/build")
run("${FOLDER}/build/${PROGRAM}")
run(ldd "${FOLDER}/build/${PROGRAM}")
if(text MATCHES "opencv|vulkan|onnx|protobuf")
  message(FATAL_ERROR "a program that uses ${COMPONENTS} alone is linked with more:\n${text}")
endif()
file(GLOB_RECURSE headers "${FOLDER}/prefix/*opencv*" "${FOLDER}/prefix/*/datasets/*.h")
if(headers)
  message(FATAL_ERROR "the components ${COMPONENTS} install ${headers}")
endif()
file(REMOVE_RECURSE "${FOLDER}")
