// How a picture becomes a model's input. The size of the input is in the model's graph.
#pragma once

#include <vector>

namespace fovea {

enum class ChannelOrder { rgb, bgr };

/// u8 pixels p become (p / 255 - mean[c]) / deviation[c].
struct Preprocessing {
  std::vector<float> mean = {0};           // one per channel, in the order of the model's channels
  std::vector<float> deviation = {1};      // one per channel, never 0
  ChannelOrder order = ChannelOrder::rgb;  // for an input with 3 channels
  /// The picture's shorter side is resized to this many pixels and the centre is cut out; 0: the
  /// picture is stretched to the input's size.
  int shorter_side = 0;

  static constexpr int longest_shorter_side = 2048;
};

}  // namespace fovea
