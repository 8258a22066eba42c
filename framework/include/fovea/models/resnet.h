// ResNet: He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, and the
// plain networks that it is compared with there.
#pragma once

#include <array>

#include "fovea/graph/value.h"

namespace fovea {

/// The shortcut around a block (section 4.1): none; the input itself, where the shape changes every
/// other pixel of it, with zeros as new channels (A); a projection where the shape changes (B); a
/// projection everywhere (C).
enum class Shortcut { none, identity, projection_on_growth, projection };

struct ResNetConfig {
  std::array<int, 4> blocks = {2, 2, 2, 2};  // of the stages with 64, 128, 256 and 512 channels
  bool bottleneck = false;  // 1x1, 3x3, 1x1 with four times the channels, instead of 3x3, 3x3
  Shortcut shortcut = Shortcut::projection_on_growth;
  /// A bottleneck strides in its 3x3 convolution instead of its first 1x1: "version 1.5".
  bool stride_in_3x3 = false;
};

/// image (N, H, W, C), at best 224x224 -> logits (N, classes).
Value resnet(Value image, int classes, const ResNetConfig& config);

/// image (N, H, W, C), at best 32x32 -> logits (N, classes): the networks of section 4.2, with
/// shortcuts A. `depth` is 6 n + 2 for n = 1, 2, ...; throws Error for another.
Value cifar_resnet(Value image, int classes, int depth);

}  // namespace fovea
