// fovea convert: a model of another tool as one of ours, with its classes' names and the
// preprocessing that it was trained with in the file, and nothing left of training.
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
  int image_size = 0;  // pixels a side, of a file that leaves them open
  std::filesystem::path out;
  std::filesystem::path labels;  // a text, one class a line; empty: as they are
  PixelOptions pixels;
  OutputOptions output;
  bool external_data = false;  // the weights in a file beside OUT
  bool json = false;
};

/// Returns the exit code. Throws Error.
int convert(const ConvertOptions& options);

}  // namespace fovea::apps
