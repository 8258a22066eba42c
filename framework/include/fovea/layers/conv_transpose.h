// conv_transpose: the transposed convolution ("deconvolution") that makes images larger. It does
// what the gradient of a conv2d does to its dy, so its kernels are conv2d's. Zeiler et al.,
// "Deconvolutional Networks", CVPR 2010.
#pragma once

#include <string>

#include "fovea/graph/graph.h"
#include "fovea/layers/common/window.h"

namespace fovea {

struct ConvTransposeConfig {
  int channels = 0;  // output channels
  Size2 kernel = 1, stride = 1;
  Padding padding = 0;  // taken away around the output; Same: the output is input * stride
  Size2 output_padding = Size2(0);  // more rows and columns at the end, fewer than the stride
  Size2 dilation = 1;
  int groups = 1;
  bool bias = true;
  Initializer initializer = Initializer::he();
  std::string name = "";
};

class ConvTransposeLayer : public Layer {
 public:
  explicit ConvTransposeLayer(ConvTransposeConfig config) : config_(std::move(config)) {}

  const ConvTransposeConfig& config() const { return config_; }

  std::string kind() const override { return "conv_transpose"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  ConvTransposeConfig config_;
};

/// x (N, H, W, C) -> (N, OH, OW, channels), OH = (H - 1) stride - padding + dilation (kernel - 1) +
/// output_padding + 1. With a bias it is two nodes, the second an add.
/// Parameters "<name>/weight" (C, kernel h, kernel w, channels / groups), "<name>/bias" (channels).
/// Throws Error for padding that leaves no output, an output padding that is not below the stride,
/// and groups that do not divide both channel counts.
Value conv_transpose(Value x, ConvTransposeConfig config);

/// The same on a weight and a bias that exist; an empty bias means none. config.channels, .kernel
/// and .bias are ignored: they follow from the weight and the bias.
Value conv_transpose(Value x, Value weight, Value bias, ConvTransposeConfig config);

}  // namespace fovea
