// clip: y = x limited to a range; relu6 of MobileNets is clip(x, {0, 6}). The derivative at the
// bounds is taken as 0.
#pragma once

#include <limits>

#include "fovea/layers/common/activation.h"

namespace fovea {

struct ClipConfig {
  float low = -std::numeric_limits<float>::infinity();
  float high = std::numeric_limits<float>::infinity();
};

class ClipLayer : public Activation {
 public:
  /// Throws Error unless low <= high.
  explicit ClipLayer(ClipConfig config);
  const ClipConfig& config() const { return config_; }
  std::optional<Epilogue> epilogue(Types inputs, int from) const override;

 private:
  ClipConfig config_;
};

/// x of any shape -> the same shape.
Value clip(Value x, ClipConfig config, std::string name = "");

/// clip(x, {0, 6}). Howard et al., "MobileNets", 2017.
Value relu6(Value x, std::string name = "");

}  // namespace fovea
