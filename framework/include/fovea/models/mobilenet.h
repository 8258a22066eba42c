// MobileNet-v2: inverted residuals around depthwise convolutions. Sandler, Howard, Zhu, Zhmoginov,
// Chen, "MobileNetV2: Inverted Residuals and Linear Bottlenecks", CVPR 2018, table 2.
#pragma once

#include "fovea/graph/value.h"

namespace fovea {

/// image (N, H, W, C), at best 224x224 -> logits (N, classes).
Value mobilenet_v2(Value image, int classes);

}  // namespace fovea
