// Functions of two numbers, element by element, of tensors that are broadcast to one shape; add and
// multiply are among them. They share one kernel (fovea/kernels/binary.h).
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

class BinaryLayer : public Layer {
 public:
  /// kind: the function's name; function: its number in the kernel.
  BinaryLayer(std::string kind, std::uint32_t function)
      : kind_(std::move(kind)), function_(function) {}

  std::string kind() const override { return kind_; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  std::string kind_;
  std::uint32_t function_;
};

// a and b -> the shape that both are broadcast to; each gets the gradient summed over the axes
// along which it was repeated.

/// a - b
Value subtract(Value a, Value b, std::string name = "");
/// a / b
Value divide(Value a, Value b, std::string name = "");
/// a^b; NaN for a below 0 and a b that is not whole.
Value power(Value a, Value b, std::string name = "");
/// The smaller one; where both are equal each gets half the gradient.
Value minimum(Value a, Value b, std::string name = "");
/// The larger one; where both are equal each gets half the gradient.
Value maximum(Value a, Value b, std::string name = "");
/// 1 where a and b are equal, else 0; it has no gradient.
Value equal(Value a, Value b, std::string name = "");
/// 1 where a < b, else 0; it has no gradient.
Value less(Value a, Value b, std::string name = "");
/// 1 where a <= b, else 0; it has no gradient.
Value less_or_equal(Value a, Value b, std::string name = "");

/// x, or slope * x below 0. He, Zhang, Ren and Sun, "Delving Deep into Rectifiers", ICCV 2015. The
/// slope, a variable, is broadcast to x: one number, or a vector over the channels.
Value prelu(Value x, Value slope, std::string name = "");

}  // namespace fovea
