// Works on a chunk of rows at a time; a row is read completely before any of it is overwritten.
#include "fovea/kernels/softmax.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/softmax.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void softmax(const KernelArgs& args) {
  const auto& p = args.params<SoftmaxParams>();
  const float* x = args.input<float>(0);
  float* y = args.output<float>(0);
  const size_t classes = p.classes;
  for_chunks(p.rows, rows_per_chunk(classes), [&](size_t begin, size_t end) HWY_ATTR {
    const hn::ScalableTag<float> d;
    for (size_t n = begin; n < end; ++n) {
      const float* x_row = x + n * classes;
      float* y_row = y + n * classes;
      const RowSoftmax row = row_softmax(x_row, classes);
      const auto maximum = hn::Set(d, row.maximum), sum = hn::Set(d, row.sum);
      for_vectors(d, 0, classes, [&](size_t k, size_t m) HWY_ATTR {
        const auto power = exp(d, hn::Sub(load(d, x_row + k, m), maximum));
        store(hn::Div(power, sum), d, y_row + k, m);
      });
    }
  });
}

void softmax_grad(const KernelArgs& args) {
  const auto& p = args.params<SoftmaxParams>();
  const float* dy = args.input<float>(0);
  const float* y = args.input<float>(1);
  float* dx = args.output<float>(0);
  const size_t classes = p.classes;
  for_chunks(p.rows, rows_per_chunk(classes), [&](size_t begin, size_t end) HWY_ATTR {
    const hn::ScalableTag<float> d;
    for (size_t n = begin; n < end; ++n) {
      const float* dy_row = dy + n * classes;
      const float* y_row = y + n * classes;
      float* dx_row = dx + n * classes;
      auto products = hn::Zero(d);
      for_vectors(d, 0, classes, [&](size_t k, size_t m) HWY_ATTR {
        products = hn::MulAdd(load(d, dy_row + k, m), load(d, y_row + k, m), products);
      });
      const auto sum = hn::SumOfLanes(d, products);
      for_vectors(d, 0, classes, [&](size_t k, size_t m) HWY_ATTR {
        const auto difference = hn::Sub(load(d, dy_row + k, m), sum);
        store(hn::Mul(load(d, y_row + k, m), difference), d, dx_row + k, m);
      });
    }
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(softmax);
HWY_EXPORT(softmax_grad);

void register_softmax(KernelTable& table) {
  table["softmax"] = {FOVEA_CPU_DISPATCH(softmax), in_place({{0, 0}})};
  table["softmax_grad"] = {FOVEA_CPU_DISPATCH(softmax_grad), in_place({{0, 0}, {0, 1}})};
}

}  // namespace fovea::cpu
#endif
