// The activations have one form: y = f(x) element by element, with a gradient kernel that takes dy
// and either x or y. Each has its own file; this is what they have in common.
#pragma once

#include <string>
#include <vector>

#include "fovea/graph/graph.h"
#include "fovea/kernels/elementwise.h"

namespace fovea {

/// What an activation's gradient kernel reads besides dy.
enum class Backward { from_input, from_output };

/// Kernel `kind` (x) -> y, params ElementwiseParams; kernel `kind`_grad (dy, x or y) -> dx.
class Activation : public Layer {
 public:
  Activation(std::string kind, Backward backward, float alpha = 0, float beta = 0);

  std::string kind() const override { return kind_; }
  float alpha() const { return alpha_; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  std::string kind_;
  Backward backward_;
  float alpha_, beta_;
};

/// Checks that there are `count` inputs, all f32; throws Error naming the layer's rule.
void expect_f32(std::string_view kind, Types inputs, size_t count);

}  // namespace fovea
