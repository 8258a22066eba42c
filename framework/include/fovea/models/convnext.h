// ConvNeXt: a residual network of depthwise convolutions, built as transformers are. Liu, Mao, Wu,
// Feichtenhofer, Darrell and Xie, "A ConvNet for the 2020s", CVPR 2022.
#pragma once

#include <array>

#include "fovea/graph/value.h"

namespace fovea {

/// By default the settings of ConvNeXt-T.
struct ConvNextConfig {
  std::array<int, 4> blocks = {3, 3, 9, 3};  // of each stage
  std::array<int, 4> channels = {96, 192, 384, 768};
  float layer_scale = 1e-6f;  // first value of the factors of the residuals' channels
};

/// image (N, H, W, C), at best 224x224 -> logits (N, classes). 28,589,128 parameters by default for
/// three channels and 1000 classes, as torchvision.models.convnext_tiny has. Unlike there, no block
/// is left out at random in training (stochastic depth).
Value convnext(Value image, int classes, const ConvNextConfig& config = {});

}  // namespace fovea
