# Every dependency of the project, each from a Debian package named behind it.
include("${CMAKE_CURRENT_LIST_DIR}/fovea-imported.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/late.cmake")

find_package(fmt CONFIG REQUIRED)                 # libfmt-dev: text of errors and programs
find_package(nlohmann_json CONFIG REQUIRED)       # nlohmann-json3-dev: safetensors headers, --json
find_package(TBB 2021.8 CONFIG REQUIRED)          # libtbb-dev: scheduling
find_package(hwy CONFIG REQUIRED)                 # libhwy-dev: SIMD with run-time dispatch
find_package(Protobuf REQUIRED)                   # libprotobuf-dev protobuf-compiler
find_package(ONNX CONFIG REQUIRED)                # libonnx-dev: the model format
fovea_import_onnx()

if(FOVEA_DATASETS)
  find_package(ZLIB REQUIRED)                     # zlib1g-dev: gzipped IDX files
  fovea_import_opencv(core imgproc imgcodecs)     # libopencv-imgproc-dev libopencv-imgcodecs-dev: pictures
endif()
if(FOVEA_VULKAN)
  find_package(Vulkan 1.3 REQUIRED COMPONENTS glslc)  # libvulkan-dev, glslc: shaders; opened at run time
endif()
if(FOVEA_APPS)
  find_package(CLI11 CONFIG REQUIRED)             # libcli11-dev: the command line
  fovea_import_opencv(videoio highgui)            # libopencv-videoio-dev libopencv-highgui-dev: camera, window
  if(FOVEA_LATE)
    fovea_late_library(fovea_late imgcodecs videoio highgui)
  endif()
endif()
if(FOVEA_TESTS)
  find_package(Boost 1.74 REQUIRED COMPONENTS unit_test_framework)  # libboost-test-dev
endif()
