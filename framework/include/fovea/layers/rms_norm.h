// rms_norm: each example divided by the root mean square of its elements, times a scale. Zhang and
// Sennrich, "Root Mean Square Layer Normalization", NeurIPS 2019.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

struct RmsNormConfig {
  int axis = -1;          // the mean is taken over this axis and all later ones
  float epsilon = 1e-5f;  // is added to the mean
  bool affine = true;     // with a scale of x's shape from that axis on
  std::string name = "";
};

/// x of any shape -> the same. Parameter "<name>/scale". Throws Error for an axis that x does not
/// have.
Value rms_norm(Value x, RmsNormConfig config = {});

/// The same on a scale that exists, of x's shape from the axis on or broadcast to x; it may be
/// empty.
Value rms_norm(Value x, Value scale, const RmsNormConfig& config);

}  // namespace fovea
