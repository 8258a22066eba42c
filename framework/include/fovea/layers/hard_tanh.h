// hard_tanh: y = x limited to min_value .. max_value: tanh made of straight lines. Collobert,
// "Large Scale Machine Learning", 2004. The derivative at the bounds is taken as 0.
#pragma once

#include "fovea/layers/common/activation.h"

namespace fovea {

struct HardTanhConfig {
  float min_value = -1;
  float max_value = 1;
};

class HardTanhLayer : public Activation {
 public:
  /// Throws Error unless min_value < max_value.
  explicit HardTanhLayer(HardTanhConfig config);
  const HardTanhConfig& config() const { return config_; }
  std::optional<Epilogue> epilogue(Types inputs, int from) const override;

 private:
  HardTanhConfig config_;
};

/// x of any shape -> the same shape.
Value hard_tanh(Value x, HardTanhConfig config = {}, std::string name = "");

}  // namespace fovea
