# Every dependency of the project, each from a Debian package named behind it.
find_package(fmt CONFIG REQUIRED)                 # libfmt-dev: text of errors and programs
find_package(nlohmann_json CONFIG REQUIRED)       # nlohmann-json3-dev: safetensors headers, --json
find_package(TBB 2021.8 CONFIG REQUIRED)          # libtbb-dev: scheduling
find_package(hwy CONFIG REQUIRED)                 # libhwy-dev: SIMD with run-time dispatch
find_package(Protobuf REQUIRED)                   # libprotobuf-dev protobuf-compiler
find_package(ONNX CONFIG REQUIRED)                # libonnx-dev: the model format
foreach(library onnx onnx_proto)  # from ONNX 1.17 on they are ONNX::onnx and ONNX::onnx_proto
  if(NOT TARGET ${library})
    add_library(${library} INTERFACE IMPORTED)
    target_link_libraries(${library} INTERFACE ONNX::${library})
  endif()
endforeach()

if(FOVEA_DATASETS)
  find_package(ZLIB REQUIRED)                     # zlib1g-dev: gzipped IDX files
  # libopencv-imgproc-dev, libopencv-imgcodecs-dev; for the program libopencv-videoio-dev and
  # libopencv-highgui-dev, too: Debian ships OpenCVConfig.cmake in the whole libopencv-dev alone,
  # so the modules in use are found here.
  find_path(OPENCV_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4 REQUIRED)
  set(modules core imgproc imgcodecs)
  if(FOVEA_APPS)
    list(APPEND modules videoio highgui)
  endif()
  foreach(module ${modules})
    if(NOT TARGET opencv_${module})
      find_library(OPENCV_${module}_LIBRARY opencv_${module} REQUIRED)
      add_library(opencv_${module} UNKNOWN IMPORTED)
      set_target_properties(opencv_${module} PROPERTIES
        IMPORTED_LOCATION "${OPENCV_${module}_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${OPENCV_INCLUDE_DIR}"
        INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${OPENCV_INCLUDE_DIR}")
    endif()
  endforeach()
endif()
if(FOVEA_VULKAN)
  find_package(Vulkan 1.3 REQUIRED COMPONENTS glslc)  # libvulkan-dev, glslc: shaders; opened at run time
endif()
if(FOVEA_APPS)
  find_package(CLI11 CONFIG REQUIRED)             # libcli11-dev: the command line
endif()
if(FOVEA_TESTS)
  find_package(Boost 1.74 REQUIRED COMPONENTS unit_test_framework)  # libboost-test-dev
endif()
