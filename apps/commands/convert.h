// fovea convert: a model of another tool as one of ours, with its classes' names and the
// preprocessing that it was trained with in the file, and nothing left of training.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/pictures/open_model.h"

namespace fovea::apps {

struct ConvertOptions {
  std::string model;   // a name of framework/models or an ONNX file
  int image_size = 0;  // pixels a side, of a file that leaves them open
  std::filesystem::path out;
  std::filesystem::path labels;  // a text, one class a line; empty: as they are
  std::vector<float> mean, std;  // one number, or one a channel; empty: as they are
  int white = 1;                 // 255: mean and std are for pixels from 0 to 255
  std::string resize;            // "stretch", pixels of the shorter side, "": as it is
  std::string channels;          // "rgb", "bgr", "": as they are
  OutputOptions output;
  bool external_data = false;  // the weights in a file beside OUT
  bool json = false;
};

/// Returns the exit code. Throws Error.
int convert(const ConvertOptions& options);

}  // namespace fovea::apps
