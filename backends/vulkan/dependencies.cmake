# What find_package(fovea COMPONENTS vulkan) looks for first: it proves its kernels against reference.
foreach(_needed common reference)
  if(NOT TARGET fovea::${_needed})
    include("${CMAKE_CURRENT_LIST_DIR}/fovea-${_needed}.cmake" OPTIONAL)
  endif()
endforeach()
