# A backend that joins a program by these files alone.
fovea_library(twin FOLDER "${CMAKE_CURRENT_LIST_DIR}"
  GLOBS "${CMAKE_CURRENT_LIST_DIR}/*.cpp"
  LINK PUBLIC fovea::framework PRIVATE fovea::reference)
fovea_backend(twin)
