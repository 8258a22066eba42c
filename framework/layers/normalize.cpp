#include "fovea/layers/normalize.h"

#include <cmath>

#include "fovea/kernels/normalize.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

std::vector<TensorType> NormalizeLayer::infer(Types inputs) const {
  if (inputs.size() != 3) throw Error("normalize takes 3 inputs, not {}", inputs.size());
  const TensorType& image = inputs[0];
  if (image.dtype != DType::u8 || image.shape.rank() != 4) {
    throw Error("the image must be u8 (N, H, W, C), not {}", image.str());
  }
  const TensorType vector{Shape{image.shape.back()}, DType::f32};
  if (inputs[1] != vector || inputs[2] != vector) {
    throw Error("mean and deviation must be {}, one number a channel, not {} and {}", vector.str(),
                inputs[1].str(), inputs[2].str());
  }
  return {{image.shape, DType::f32}};
}

KernelCall NormalizeLayer::lower(Types inputs, Types) const {
  const Shape& image = inputs[0].shape;
  return {"normalize", NormalizeParams{to_uint(image.count(0, 3)), to_uint(image[3])},
          2 * static_cast<double>(image.count())};
}

Value normalize(Value image, NormalizeConfig config) {
  Graph& graph = image.graph();
  const std::string node = graph.name_for("normalize", config.name);
  const auto constant = [&](const char* what, const std::vector<float>& values) {
    for (const float value : values) {
      if (!std::isfinite(value)) throw Error("the {} {} is not finite", what, value).at(node);
    }
    return graph.constant(
        Tensor::of(Shape{static_cast<std::int64_t>(values.size())}, std::span<const float>(values)),
        fmt::format("{}/{}", node, what));
  };
  for (const float value : config.deviation) {
    if (value == 0) throw Error("a deviation is 0, pixels cannot be divided by it").at(node);
  }
  const Value mean = constant("mean", config.mean);
  const Value deviation = constant("deviation", config.deviation);
  return add_node(std::make_shared<NormalizeLayer>(), {image, mean, deviation}, node);
}

}  // namespace fovea
