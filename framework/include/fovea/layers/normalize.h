// normalize: y = (x / 255 - mean[c]) / deviation[c], which turns bytes of an image into the numbers
// that a network takes. Not differentiable: its input is not made of real numbers.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

struct NormalizeConfig {
  std::vector<float> mean = {0};       // one per channel
  std::vector<float> deviation = {1};  // one per channel, never 0
  std::string name = "";
};

/// Takes mean and deviation as its second and third input.
class NormalizeLayer : public Layer {
 public:
  std::string kind() const override { return "normalize"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
};

/// image u8 (N, H, W, C) -> f32 (N, H, W, C). Throws Error unless mean and deviation have one
/// finite number for each channel and no deviation is 0.
Value normalize(Value image, NormalizeConfig config);

}  // namespace fovea
