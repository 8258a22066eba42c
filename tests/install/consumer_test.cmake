# Installs the components framework and cpu into a folder of their own, builds the program in
# consumer/ against them and runs it. cmake -DBUILD=... -DSOURCE=... -DFOLDER=... -P this
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
  message("${text}")
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "failed: ${ARGN}")
  endif()
  set(text "${text}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE "${FOLDER}")
foreach(component framework cpu)
  run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${FOLDER}/prefix" --component ${component})
endforeach()
run("${CMAKE_COMMAND}" -G Ninja -S "${SOURCE}/tests/install/consumer" -B "${FOLDER}/build"
    "-DCMAKE_PREFIX_PATH=${FOLDER}/prefix" "-DCMAKE_CXX_COMPILER=${COMPILER}"
    "-DCMAKE_CXX_FLAGS=${FLAGS}" -DCMAKE_BUILD_TYPE=Release)
run("${CMAKE_COMMAND}" --build "${FOLDER}/build")
run("${FOLDER}/build/consumer")
run(ldd "${FOLDER}/build/consumer")
if(text MATCHES "opencv|vulkan|onnx|protobuf")
  message(FATAL_ERROR "a program that uses framework and cpu alone is linked with more:\n${text}")
endif()
file(GLOB_RECURSE headers "${FOLDER}/prefix/*opencv*" "${FOLDER}/prefix/*/datasets/*.h")
if(headers)
  message(FATAL_ERROR "the components framework and cpu install ${headers}")
endif()
file(REMOVE_RECURSE "${FOLDER}")
