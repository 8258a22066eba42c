// SqueezeNet 1.1: few parameters by squeezing channels before each 3x3 convolution. Iandola, Han,
// Moskewicz, Ashraf, Dally, Keutzer, "SqueezeNet: AlexNet-level accuracy with 50x fewer
// parameters", 2016; version 1.1 needs 2.4 times less computation (github.com/forresti/SqueezeNet).
#pragma once

#include "fovea/graph/value.h"

namespace fovea {

/// image (N, H, W, C), at best 224x224 -> logits (N, classes).
Value squeezenet(Value image, int classes);

}  // namespace fovea
