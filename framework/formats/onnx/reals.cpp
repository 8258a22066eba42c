#include "framework/formats/onnx/reals.h"

#include <algorithm>
#include <array>

#include "fovea/layers/cast.h"

namespace fovea::onnx {

namespace {

/// The node that makes a value; null if there is none.
const Node* maker_of(Value x) {
  const ValueInfo& info = x.graph().info(x.id());
  return info.kind == ValueKind::node ? &x.graph().nodes()[static_cast<size_t>(info.index)]
                                      : nullptr;
}

/// The value that was cast to this boolean, if it was f32.
Value cast_from(Value x) {
  const Node* maker = maker_of(x);
  if (!maker || maker->layer->kind() != "cast") return {};
  const Value source = x.graph().value(maker->inputs[0]);
  return source.type().dtype == DType::f32 ? source : Value();
}

/// Whether a value holds only 1 and 0.
bool is_truth(Value x) {
  constexpr std::array kinds = {"equal", "less", "less_or_equal"};
  const Node* maker = x ? maker_of(x) : nullptr;
  return maker && std::ranges::find(kinds, maker->layer->kind()) != kinds.end();
}

}  // namespace

Operand as_real(Operand x) {
  if (x.is_constant() || x.value.type().dtype == DType::f32) return x;
  const Value source = x.value.type().dtype == DType::boolean ? cast_from(x.value) : Value();
  x.value = is_truth(source) ? source : cast(x.value, {.to = DType::f32});
  return x;
}

Operand as_condition(Operand x) {
  if (x.is_constant() || x.value.type().dtype != DType::boolean) return as_real(std::move(x));
  if (const Value source = cast_from(x.value)) return {source, x.layout};
  return as_real(std::move(x));
}

}  // namespace fovea::onnx
