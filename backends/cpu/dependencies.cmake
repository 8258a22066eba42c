# What find_package(fovea COMPONENTS cpu) looks for first.
find_dependency(TBB CONFIG)
find_dependency(hwy CONFIG)
if(NOT TARGET fovea::common)
  include("${CMAKE_CURRENT_LIST_DIR}/fovea-common.cmake" OPTIONAL)
endif()
