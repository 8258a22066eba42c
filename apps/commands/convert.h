// fovea convert: makes a model of another tool one of ours. The file holds its classes' names and
// the preprocessing that it was trained with, and nothing for training.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/pictures/open_model.h"
#include "apps/pictures/pixel_options.h"

namespace fovea::apps {

struct ConvertOptions {
  std::string model;   // a name of framework/models or an ONNX file
  int image_size = 0;  // pixels per side, for a file that leaves them open
  std::filesystem::path out;
  std::filesystem::path labels;  // a text with one class per line; empty: not changed
  PixelOptions pixels;
  OutputOptions output;
  bool external_data = false;  // puts the weights into a file beside OUT
  bool json = false;
};

/// Returns the exit code. Throws Error.
int convert(const ConvertOptions& options);

}  // namespace fovea::apps
