if(NOT FOVEA_VULKAN)
  return()
endif()
include(vulkan)
fovea_library(vulkan FOLDER backends/vulkan
  GLOBS backends/vulkan/*.cpp backends/vulkan/host/*.cpp
  LINK PUBLIC fovea::framework PRIVATE fovea::common fovea::reference
       $<BUILD_INTERFACE:Vulkan::Headers>
       ${CMAKE_DL_LIBS}
  PRECOMPILE "${PROJECT_SOURCE_DIR}/backends/vulkan/host/api.h")
fovea_shaders(fovea_vulkan backends/vulkan/kernels register_shaders)
target_compile_definitions(fovea_vulkan PRIVATE FOVEA_MATRICES=${FOVEA_MATRICES})
fovea_backend(vulkan)
