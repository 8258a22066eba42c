// global_average_pool: the mean of each channel over the whole image.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

class GlobalAveragePoolLayer : public Layer {
 public:
  std::string kind() const override { return "global_average_pool"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;
};

/// x (N, H, W, C) -> (N, 1, 1, C), still an image; flatten makes it (N, C).
Value global_average_pool(Value x, std::string name = "");

}  // namespace fovea
