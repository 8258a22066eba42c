// fovea classify: what is in these pictures?
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/pictures/open_model.h"

namespace fovea::apps {

struct ClassifyOptions {
  std::string model;                  // an ONNX file
  int image_size = 0;                 // pixels per side, for a file that leaves them open
  std::vector<std::string> pictures;  // files, folders, "-": a picture or a list of files on stdin
  int top = 5;
  std::string backend = "auto";
  int threads = 0;
  int batch = 16;
  int crops = 1;                  // 1 or 10
  std::vector<int> scales;        // sizes to average over; empty: the model's own
  std::filesystem::path explain;  // folder for heat maps; empty: none
  OutputOptions output;
  bool json = false;
};

/// Returns the exit code: 1 if a picture was bad, or if only a part of it was there. Throws Error.
int classify(const ClassifyOptions& options);

}  // namespace fovea::apps
