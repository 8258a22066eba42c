#include "fovea/layers/multiply.h"

#include "fovea/kernels/binary.h"
#include "fovea/kernels/elementwise.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

MultiplyLayer::MultiplyLayer() : BinaryLayer("multiply", binary_multiply) {}

KernelCall MultiplyLayer::lower(Types inputs, Types outputs) const {
  if (inputs[0] != inputs[1]) return BinaryLayer::lower(inputs, outputs);
  const auto count = inputs[0].shape.count();
  return {"multiply", ElementwiseParams{to_uint(count), 0, 0}, static_cast<double>(count)};
}

Value multiply(Value a, Value b, std::string name) {
  return add_node(std::make_shared<MultiplyLayer>(), {a, b}, std::move(name));
}

}  // namespace fovea
