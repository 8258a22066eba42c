// What a command is told of the pixels that a model takes.
#pragma once

#include <string>
#include <vector>

#include "fovea/model/model.h"

namespace fovea::apps {

struct PixelOptions {
  std::vector<double> mean, std;  // one number, or one a channel; empty: as they are
  std::string white;              // 255: mean and std are for pixels from 0 to 255; empty: 1
  std::string resize;             // "stretch", pixels of the shorter side, "": as it is
  std::string channels;           // "rgb", "bgr", "": as they are

  /// Whether the command was told anything.
  bool any() const;
};

/// Puts into the model's preprocessing what was told. Throws Error for what does not fit its input.
void set_preprocessing(Model& model, const PixelOptions& options);

/// What `resize` means for an input (N, H, W, C): pixels of the shorter side, or 0 for stretch.
/// Throws Error for another text.
int shorter_side_of(const std::string& resize, const Shape& input);

}  // namespace fovea::apps
