#include "fovea/kernels/slice.h"

#include <algorithm>

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

// Calls body(index of y, index of x) for each element of y.
template <typename Body>
void for_elements(const SliceParams& p, Body&& body) {
  for (std::int64_t i = 0; i < std::int64_t{work_size(p).x}; ++i) {
    std::int64_t rest = i, x = 0, stride = 1;
    for (uint axis = p.rank; axis-- > 0;) {
      x += (p.start[axis] + rest % p.out_size[axis] * p.step[axis]) * stride;
      rest /= p.out_size[axis];
      stride *= p.size[axis];
    }
    body(i, x);
  }
}

template <typename T>
void slice_of(const KernelArgs& args) {
  const T* x = args.input<T>(0);
  T* y = args.output<T>(0);
  for_elements(args.params<SliceParams>(),
               [&](std::int64_t to, std::int64_t from) { y[to] = x[from]; });
}

template <typename Real>
void slice(const KernelArgs& args) {
  const bool whole = args.step.inputs[0].type.dtype == DType::i32;
  whole ? slice_of<std::int32_t>(args) : slice_of<Real>(args);
}

template <typename Real>
void slice_grad(const KernelArgs& args) {
  const Real* dy = args.input<Real>(0);
  Real* dx = args.output<Real>(0);
  std::fill_n(dx, args.output_count(0), Real{0});
  for_elements(args.params<SliceParams>(),
               [&](std::int64_t from, std::int64_t to) { dx[to] = dy[from]; });
}

}  // namespace

void register_slice(KernelTable& table) {
  table["slice"] = {slice<float>, slice<double>};
  table["slice_grad"] = {slice_grad<float>, slice_grad<double>};
}

}  // namespace fovea::reference
