#include "fovea/layers/reshape.h"

#include <fmt/ranges.h>

#include "fovea/kernels/elementwise.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

KernelCall copy(const TensorType& x) {
  return {"identity", ElementwiseParams{to_uint(x.bytes()), 0, 0}, 0};
}

// (x, like) -> x under the shape of like.
class ReshapeLike : public Layer {
 public:
  std::string kind() const override { return "reshape_like"; }
  bool reads(int input) const override { return input == 0; }
  std::vector<TensorType> infer(Types inputs) const override {
    const Shape& like = inputs[1].shape;
    if (inputs[0].shape.count() != like.count()) {
      throw Error("{} does not have the elements of {}", inputs[0].str(), like.str());
    }
    return {{like, inputs[0].dtype}};
  }
  KernelCall lower(Types inputs, Types) const override { return copy(inputs[0]); }
  std::vector<Value> gradient(const GradientCall& call) const override {
    return {reshape_like(call.gradients[0], call.inputs[0]), {}};
  }
};

}  // namespace

std::vector<TensorType> ReshapeLayer::infer(Types inputs) const {
  if (inputs.size() != 1) throw Error("reshape takes 1 input, not {}", inputs.size());
  const Shape& x = inputs[0].shape;
  const std::string target = fmt::format("({})", fmt::join(config_.shape, ", "));
  if (config_.shape.size() > Shape::max_rank) {
    throw Error("{} has more than {} dimensions", target, Shape::max_rank);
  }
  std::vector<std::int64_t> dims = config_.shape;
  int rest = -1;
  for (int axis = 0; axis < static_cast<int>(dims.size()); ++axis) {
    std::int64_t& dim = dims[static_cast<size_t>(axis)];
    if (dim < -1) throw Error("a dimension of {} in {}", dim, target);
    if (dim == 0) {
      if (axis >= x.rank()) throw Error("{} keeps axis {}, which x lacks", target, axis);
      dim = x[axis];
    } else if (dim == -1) {
      if (rest >= 0) throw Error("{} has more than one -1", target);
      rest = axis;
      dim = 1;
    }
  }
  Shape y{std::span<const std::int64_t>(dims)};
  if (rest >= 0 && y.count() > 0 && x.count() % y.count() == 0) {
    y = y.with(rest, x.count() / y.count());
  }
  if (y.count() != x.count()) {
    throw Error("the {} elements of {} do not fill {}", x.count(), x.str(), target);
  }
  return {{y, inputs[0].dtype}};
}

KernelCall ReshapeLayer::lower(Types inputs, Types) const { return copy(inputs[0]); }

std::vector<Value> ReshapeLayer::gradient(const GradientCall& call) const {
  return {reshape_like(call.gradients[0], call.inputs[0])};
}

Value reshape(Value x, ReshapeConfig config, std::string name) {
  return add_node(std::make_shared<ReshapeLayer>(std::move(config)), {x}, std::move(name));
}

Value reshape_like(Value x, Value like, std::string name) {
  return add_node(std::make_shared<ReshapeLike>(), {x, like}, std::move(name));
}

}  // namespace fovea
