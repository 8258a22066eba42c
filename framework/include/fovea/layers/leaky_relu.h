// leaky_relu: y = x where x >= 0, else slope * x. Maas, Hannun and Ng, "Rectifier Nonlinearities
// Improve Neural Network Acoustic Models", ICML 2013. The derivative at 0 is taken as the slope.
#pragma once

#include "fovea/layers/common/activation.h"

namespace fovea {

struct LeakyReluConfig {
  float slope = 0.01f;  // at least 0
};

class LeakyReluLayer : public Activation {
 public:
  /// Throws Error for a slope below 0: the sign of y would not show the sign of x.
  explicit LeakyReluLayer(LeakyReluConfig config);
  const LeakyReluConfig& config() const { return config_; }
  std::optional<Epilogue> epilogue(Types inputs, int from) const override;

 private:
  LeakyReluConfig config_;
};

/// x of any shape -> the same shape.
Value leaky_relu(Value x, LeakyReluConfig config = {}, std::string name = "");

}  // namespace fovea
