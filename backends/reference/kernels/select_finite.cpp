#include <cstring>

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void select_finite(const KernelArgs& args) {
  const TensorType& type = args.step.outputs[0].type;
  const size_t element = type.dtype == DType::f32 ? sizeof(Real) : size_of(type.dtype);
  const std::byte* source = args.inputs[args.input<std::int32_t>(0)[0] ? 1 : 2];
  std::memcpy(args.outputs[0], source, element * static_cast<size_t>(type.shape.count()));
}

}  // namespace

void register_select_finite(KernelTable& table) {
  table["select_finite"] = {select_finite<float>, select_finite<double>};
}

}  // namespace fovea::reference
