// Dynamic loss scaling: the loss is multiplied by a scale before gradients are computed, and the
// gradients of the parameters are divided by it again. Without it small gradients that are stored
// as halves become 0. The scale grows until a gradient overflows. Micikevicius et al., "Mixed
// Precision Training", ICLR 2018. Not differentiable.
#pragma once

#include <array>

#include "fovea/graph/graph.h"

namespace fovea {

/// The variables of a scaled training step: the scale, f32 scalar, a power of two; and the good
/// steps since it changed, i32 scalar. They belong to the precision of a run, not to the model.
inline constexpr std::array<const char*, 2> loss_scale_variables = {"train/loss_scale",
                                                                    "train/loss_scale_steps"};

class LossScaleLayer : public Layer {
 public:
  std::string kind() const override { return "loss_scale"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
};

/// The scale of this step.
Value loss_scale(Graph& graph);

/// Has the graph update the scale: it is doubled after 2000 good steps in a row, and halved after a
/// step whose flag `finite`, i32 scalar, is 0. Returns the next scale.
Value update_loss_scale(Value finite);

}  // namespace fovea
