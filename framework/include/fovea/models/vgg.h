// VGG: 3x3 convolutions, deeper and deeper. Simonyan and Zisserman, "Very Deep Convolutional
// Networks for Large-Scale Image Recognition", ICLR 2015, table 1: A (11), B (13), D (16), E (19).
#pragma once

#include "fovea/graph/value.h"

namespace fovea {

/// image (N, H, W, C), H and W at least 32 -> logits (N, classes). `depth` is 11, 13, 16 or 19; the
/// batch norm after each convolution came later. Throws Error for another depth.
Value vgg(Value image, int classes, int depth, bool with_batch_norm = false);

}  // namespace fovea
