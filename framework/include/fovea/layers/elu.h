// elu: y = x where x > 0, else alpha * (e^x - 1). Clevert, Unterthiner and Hochreiter, "Fast and
// Accurate Deep Network Learning by Exponential Linear Units (ELUs)", ICLR 2016.
#pragma once

#include "fovea/layers/common/activation.h"

namespace fovea {

struct EluConfig {
  float alpha = 1;  // at least 0
};

class EluLayer : public Activation {
 public:
  /// Throws Error for an alpha below 0: the sign of y would not show the sign of x.
  explicit EluLayer(EluConfig config);
  const EluConfig& config() const { return config_; }

 private:
  EluConfig config_;
};

/// x of any shape -> the same shape.
Value elu(Value x, EluConfig config = {}, std::string name = "");

}  // namespace fovea
