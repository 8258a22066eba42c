// LeNet-5, for small images of one object, in today's usual form and in that of 1998.
#pragma once

#include "fovea/graph/value.h"

namespace fovea {

/// image (N, 28, 28, C) -> logits (N, classes): two convolutions with ReLU and max pooling, three
/// dense layers. 61,706 parameters for one channel and ten classes.
Value lenet5(Value image, int classes);

/// image (N, H, W, C), padded with zeros to 32x32 -> logits (N, classes): LeCun, Bottou, Bengio,
/// Haffner, "Gradient-Based Learning Applied to Document Recognition", Proc. IEEE, 1998, section
/// II.B, with tanh and subsampling that learns one coefficient and one bias per channel. 61,750
/// parameters for one channel and ten classes. It is simpler than in the paper: the second
/// convolution sees all six maps instead of the subsets of table I, tanh is not scaled, and the
/// output is a dense layer instead of radial basis functions.
Value lenet5_1998(Value image, int classes);

}  // namespace fovea
