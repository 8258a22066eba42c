// One dense layer on the pixels: followed by softmax it is logistic regression.
#pragma once

#include "fovea/graph/value.h"

namespace fovea {

/// image of any shape (N, ...) -> logits (N, classes).
Value perceptron(Value image, int classes);

}  // namespace fovea
