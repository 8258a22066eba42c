// count_correct: how many rows of logits have their first maximum at the label. Not
// differentiable.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

class CountCorrectLayer : public Layer {
 public:
  std::string kind() const override { return "count_correct"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
};

/// logits f32 (N, classes), labels i32 (N) -> i32 scalar. A row with a NaN does not count.
Value count_correct(Value logits, Value labels, std::string name = "");

}  // namespace fovea
