// Works on a chunk of rows at a time; a row is read completely before any of it is overwritten.
#include "fovea/kernels/softmax.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/log_softmax.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void log_softmax(const KernelArgs& args) {
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
      const auto maximum = hn::Set(d, row.maximum), log_sum = hn::Set(d, log_of(row.sum));
      for_vectors(d, 0, classes, [&](size_t k, size_t m) HWY_ATTR {
        const auto shifted = hn::Sub(load(d, x_row + k, m), maximum);
        store(hn::Sub(shifted, log_sum), d, y_row + k, m);
      });
    }
  });
}

void log_softmax_grad(const KernelArgs& args) {
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
      const auto sum =
          hn::Set(d, row_sum(dy_row, classes, 0, [](auto, auto v) HWY_ATTR { return v; }));
      for_vectors(d, 0, classes, [&](size_t k, size_t m) HWY_ATTR {
        const auto p_k = exp(d, load(d, y_row + k, m));
        store(hn::NegMulAdd(p_k, sum, load(d, dy_row + k, m)), d, dx_row + k, m);
      });
    }
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(log_softmax);
HWY_EXPORT(log_softmax_grad);

void register_log_softmax(KernelTable& table) {
  table["log_softmax"] = {FOVEA_CPU_DISPATCH(log_softmax), in_place({{0, 0}})};
  table["log_softmax_grad"] = {FOVEA_CPU_DISPATCH(log_softmax_grad), in_place({{0, 0}, {0, 1}})};
}

}  // namespace fovea::cpu
#endif
