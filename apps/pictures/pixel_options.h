// The options of a command about the pixels that a model takes.
#pragma once

#include <string>
#include <vector>

#include "fovea/model/model.h"

namespace fovea::apps {

struct PixelOptions {
  std::vector<double> mean, std;  // one number, or one per channel; empty: not changed
  std::string white;              // 255: mean and std are for pixels from 0 to 255; empty: 1
  std::string resize;             // "stretch", pixels of the shorter side, "": not changed
  std::string channels;           // "rgb", "bgr", "": not changed

  /// Whether any of these options was given.
  bool any() const;
};

/// Puts the options into the model's preprocessing. Throws Error for one that does not fit
/// its input.
void set_preprocessing(Model& model, const PixelOptions& options);

/// What `resize` means for an input (N, H, W, C): pixels of the shorter side, or 0 for stretch.
/// Throws Error for another text.
int shorter_side_of(const std::string& resize, const Shape& input);

}  // namespace fovea::apps
