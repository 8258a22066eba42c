// conv2d: two-dimensional convolution (cross-correlation, as everywhere in this field) with
// stride, padding, dilation and groups. fovea/kernels/conv2d.h has the formula.
#pragma once

#include <string>

#include "fovea/graph/graph.h"
#include "fovea/kernels/conv2d.h"
#include "fovea/layers/common/window.h"

namespace fovea {

struct Conv2dConfig {
  int channels = 0;  // of the output
  Size2 kernel = 1;
  Size2 stride = 1;
  Padding padding = 0;
  Size2 dilation = 1;
  int groups = 1;  // an output channel sees only the input channels of its group
  bool bias = true;
  Initializer initializer = Initializer::glorot();  // of the weight; the bias starts at 0
  std::string name = "";
};

class Conv2dLayer : public Layer {
 public:
  explicit Conv2dLayer(Conv2dConfig config);
  Conv2dLayer(Conv2dConfig config, const Epilogue& epilogue)
      : config_(std::move(config)), epilogue_(epilogue) {}

  const Conv2dConfig& config() const { return config_; }
  /// The tail that the kernel applies; its shift is the bias.
  const Epilogue& tail() const { return epilogue_; }

  std::string kind() const override { return "conv2d"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;
  std::shared_ptr<const Layer> fuse(const Epilogue& tail) const override;

 private:
  Conv2dConfig config_;
  Epilogue epilogue_;
};

/// A kernel of a convolution from `images` (N, H, W, C) to `maps` (N, OH, OW, O); it may compute
/// either of them. The padding is that above and to the left. Only kernel, stride, dilation and
/// groups of the config are used.
KernelCall convolution_call(const std::string& kernel, const Conv2dConfig& config,
                            const Shape& images, const Shape& maps, int pad_top, int pad_left,
                            const Epilogue& epilogue = {});

/// x (N, H, W, C) -> (N, OH, OW, channels), OH = floor((H + padding - span) / stride) + 1.
/// Parameters "<name>/weight" (channels, kernel h, kernel w, C / groups), "<name>/bias" (channels).
/// Throws Error for a kernel that does not fit, or groups that do not divide both channel counts.
Value conv2d(Value x, Conv2dConfig config);

/// The same on a weight and a bias that exist; an empty bias means none. config.channels, .kernel
/// and .bias are ignored: they follow from the weight and the bias.
Value conv2d(Value x, Value weight, Value bias, Conv2dConfig config);

}  // namespace fovea
