// matmul: products of matrices: the last two axes are a matrix, all others count the matrices.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

struct MatmulConfig {
  bool transpose_a = false, transpose_b = false;
};

class MatmulLayer : public Layer {
 public:
  explicit MatmulLayer(MatmulConfig config) : config_(config) {}

  const MatmulConfig& config() const { return config_; }

  std::string kind() const override { return "matmul"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  MatmulConfig config_;
};

/// a (..., rows, depth), b (..., depth, columns) -> (..., rows, columns); the axes before are
/// broadcast. With transpose_a, a is (..., depth, rows), with transpose_b, b (..., columns, depth).
Value matmul(Value a, Value b, MatmulConfig config = {}, std::string name = "");

}  // namespace fovea
