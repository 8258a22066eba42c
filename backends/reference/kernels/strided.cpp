#include "fovea/kernels/strided.h"

#include "backends/reference/strided_index.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename T>
void strided_of(const KernelArgs& args, T scale) {
  const auto& p = args.params<StridedParams>();
  const T* x = args.input<T>(0);
  T* y = args.output<T>(0);
  for (size_t i = 0; i < work_size(p).x; ++i) y[i] = scale * x[meets(i, p.rank, p.size, p.stride)];
}

template <typename Real>
void strided(const KernelArgs& args) {
  if (args.step.inputs[0].type.dtype == DType::i32) return strided_of<std::int32_t>(args, 1);
  strided_of<Real>(args, static_cast<Real>(args.params<StridedParams>().scale));
}

}  // namespace

void register_strided(KernelTable& table) { table["strided"] = {strided<float>, strided<double>}; }

}  // namespace fovea::reference
