# What the fast backends have in common.
fovea_library(common FOLDER backends/common
  GLOBS backends/common/*.cpp
  LINK PUBLIC fovea::framework)
