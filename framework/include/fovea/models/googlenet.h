// GoogLeNet, with inception modules: Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke,
// Rabinovich, "Going Deeper with Convolutions", CVPR 2015, table 1.
#pragma once

#include "fovea/models/models.h"

namespace fovea {

/// image (N, H, W, C), at best 224x224 -> logits (N, classes), and in training two auxiliary
/// classifiers, each weighted 0.3. `with_batch_norm`: the form that replaced the original, with
/// batch norm after each convolution, no local response normalisation and 3x3 in place of 5x5
/// convolutions (torchvision.models.googlenet).
models::Heads googlenet(Value image, int classes, bool with_batch_norm = false);

}  // namespace fovea
