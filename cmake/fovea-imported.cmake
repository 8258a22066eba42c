# Imported targets for what the packages' own CMake files do not offer, or not everywhere by the same
# name: for the build and, installed, for fovea-config.cmake.

# onnx and onnx_proto: from ONNX 1.17 on they are ONNX::onnx and ONNX::onnx_proto.
macro(fovea_import_onnx)
  foreach(_library onnx onnx_proto)
    if(NOT TARGET ${_library})
      add_library(${_library} INTERFACE IMPORTED)
      target_link_libraries(${_library} INTERFACE ONNX::${_library})
    endif()
  endforeach()
endmacro()

# fovea_import_opencv(MODULE...): opencv_MODULE. Debian ships OpenCVConfig.cmake in the whole
# libopencv-dev alone.
macro(fovea_import_opencv)
  find_path(OPENCV_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4 REQUIRED)
  foreach(_module ${ARGN})
    if(NOT TARGET opencv_${_module})
      find_library(OPENCV_${_module}_LIBRARY opencv_${_module} REQUIRED)
      add_library(opencv_${_module} UNKNOWN IMPORTED)
      set_target_properties(opencv_${_module} PROPERTIES
        IMPORTED_LOCATION "${OPENCV_${_module}_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${OPENCV_INCLUDE_DIR}"
        INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${OPENCV_INCLUDE_DIR}")
    endif()
  endforeach()
endmacro()
