// sum_rows: y[c] = the sum of x over all axes but the last. The gradient of a bias.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

class SumRowsLayer : public Layer {
 public:
  std::string kind() const override { return "sum_rows"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
};

/// x (..., C) -> (C). It has no gradient of its own: it is used only in gradients.
Value sum_rows(Value x, std::string name = "");

}  // namespace fovea
