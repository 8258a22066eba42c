#include "fovea/layers/add.h"

#include "fovea/kernels/binary.h"
#include "fovea/kernels/elementwise.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

AddLayer::AddLayer() : BinaryLayer("add", binary_add) {}

KernelCall AddLayer::lower(Types inputs, Types outputs) const {
  if (inputs[0] != inputs[1]) return BinaryLayer::lower(inputs, outputs);
  const auto count = inputs[0].shape.count();
  return {"add", ElementwiseParams{to_uint(count), 0, 0}, static_cast<double>(count)};
}

std::optional<Epilogue> AddLayer::epilogue(Types inputs, int) const {
  if (inputs[0] != inputs[1]) return {};
  return Epilogue{.residual = true};
}

Value add(Value a, Value b, std::string name) {
  return add_node(std::make_shared<AddLayer>(), {a, b}, std::move(name));
}

}  // namespace fovea
