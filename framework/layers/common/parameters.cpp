#include "framework/layers/common/parameters.h"

namespace fovea {

Value parameter(Graph& graph, const std::string& node, std::string_view what, Shape shape,
                Initializer initializer, Role role) {
  return graph.variable({fmt::format("{}/{}", node, what), {shape, DType::f32}, initializer, role});
}

void expect_epilogue(std::string_view kind, Types inputs, size_t own, const Epilogue& epilogue,
                     const TensorType& y) {
  const size_t count = own + static_cast<size_t>(epilogue.operands());
  if (inputs.size() != count) {
    throw Error("{} takes {} inputs, not {}", kind, count, inputs.size());
  }
  const TensorType vector{Shape{y.shape.back()}, DType::f32};
  size_t next = own;
  const auto expect = [&](std::string_view operand, const TensorType& type) {
    const TensorType& operand_type = inputs[next++];
    if (operand_type != type) {
      throw Error("the {} of {} must be {}, not {}", operand, kind, type.str(), operand_type.str());
    }
  };
  if (epilogue.scale) expect("scale", vector);
  if (epilogue.shift) expect("bias", vector);
  if (epilogue.residual) expect("residual", y);
}

}  // namespace fovea
