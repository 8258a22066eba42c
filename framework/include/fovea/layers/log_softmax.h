// log_softmax: y = log(softmax(x)) over the last axis, exact also where softmax itself rounds to 0.
#pragma once

#include "fovea/layers/softmax.h"

namespace fovea {

class LogSoftmaxLayer : public SoftmaxLayer {
 public:
  explicit LogSoftmaxLayer(SoftmaxConfig config) : SoftmaxLayer(config, "log_softmax") {}
};

/// x of any shape with at least one axis -> the same shape. Throws Error for any axis but the last.
Value log_softmax(Value x, SoftmaxConfig config = {}, std::string name = "");

}  // namespace fovea
