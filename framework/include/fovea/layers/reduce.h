// Sums, means and maxima over some of a tensor's axes; sum_to, the gradient of broadcasting.
#pragma once

#include <string>
#include <vector>

#include "fovea/graph/graph.h"

namespace fovea {

struct ReduceConfig {
  std::vector<int> axes = {};  // all; below 0 they count from the end
  bool keep_axes = true;       // with the extent 1
};

class ReduceLayer : public Layer {
 public:
  enum class Function { sum, mean, max };
  ReduceLayer(Function function, std::vector<int> axes)
      : function_(function), axes_(std::move(axes)) {}

  const std::vector<int>& axes() const { return axes_; }

  std::string kind() const override;
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  Function function_;
  std::vector<int> axes_;
};

/// The sum: x of any shape -> the same with the axes of extent 1, or without them. Throws Error for
/// an axis that x does not have.
Value reduce_sum(Value x, ReduceConfig config = {}, std::string name = "");
/// The mean, in the same way.
Value reduce_mean(Value x, ReduceConfig config = {}, std::string name = "");
/// The maximum, in the same way. If several elements are the maximum, each gets an equal share of
/// the gradient.
Value reduce_max(Value x, ReduceConfig config = {}, std::string name = "");

/// x summed over the axes along which `like` would be repeated to give it -> the shape of `like`,
/// whose values are not read.
Value sum_to(Value x, Value like, std::string name = "");

}  // namespace fovea
