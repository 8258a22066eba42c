// resize: images made larger or smaller by taking the nearest pixel, or by linear or cubic
// interpolation. The numbers are those of ONNX's Resize.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

struct ResizeConfig {
  enum class Mode { nearest, linear, cubic };
  /// The position in the input of output o, on an axis that grows by `scale`.
  enum class Position {
    half_pixel,     // (o + 1/2) / scale - 1/2: pixels are squares
    corners,        // o (input - 1) / (output - 1): the corners meet
    asymmetric,     // o / scale
    pytorch,        // half_pixel, but 0 where the output is 1
    half_pixel_up,  // (o + 1/2) / scale
  };
  enum class Rounding { down, up, halves_down, halves_up };  // of nearest

  int height = 0, width = 0;       // of the output; or 0 and
  float scale_h = 1, scale_w = 1;  // the output is floor(input * scale)
  Mode mode = Mode::nearest;
  Position position = Position::half_pixel;
  Rounding rounding = Rounding::halves_down;
  float cubic = -0.75f;          // the coefficient of cubic interpolation
  bool exclude_outside = false;  // pixels beyond an edge do not count; else the edge counts
};

class ResizeLayer : public Layer {
 public:
  explicit ResizeLayer(ResizeConfig config) : config_(config) {}

  const ResizeConfig& config() const { return config_; }

  std::string kind() const override { return "resize"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  ResizeConfig config_;
};

/// x (N, H, W, C) -> (N, height, width, C).
Value resize(Value x, ResizeConfig config, std::string name = "");

/// resize to `factor` times the rows and columns.
Value upsample(Value x, int factor, ResizeConfig::Mode mode = ResizeConfig::Mode::nearest,
               std::string name = "");

}  // namespace fovea
