// AlexNet, the network that won ImageNet in 2012, and its one-column form.
#pragma once

#include "fovea/graph/value.h"

namespace fovea {

/// image (N, 227, 227, 3), or any large enough -> logits (N, classes): Krizhevsky, Sutskever,
/// Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", NIPS 2012, with local
/// response normalisation and overlapping pooling. `groups` = 2 is the paper's split over two GPUs
/// (60,965,224 parameters for 1000 classes); with 1 the layers see all channels (62,378,344).
Value alexnet_2012(Value image, int classes, int groups = 2);

/// image (N, 224, 224, 3), or any from 63x63 -> logits (N, classes): the one column of Krizhevsky,
/// "One weird trick for parallelizing convolutional neural networks", 2014, without normalisation.
Value alexnet(Value image, int classes);

}  // namespace fovea
