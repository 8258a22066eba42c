// Works on a chunk of rows at a time. A row is read twice: for its maximum, and for the sum of
// exp(x - maximum) along with the sum of x - maximum that label smoothing needs.
#include "fovea/kernels/softmax_cross_entropy.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/softmax_cross_entropy.cpp"
#include <hwy/foreach_target.h>

#include "backends/cpu/simd/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void softmax_cross_entropy(const KernelArgs& args) {
  const auto& p = args.params<SoftmaxCrossEntropyParams>();
  const float* x = args.input<float>(0);
  const std::int32_t* label = args.input<std::int32_t>(1);
  float* loss = args.output<float>(0);
  const size_t classes = p.classes;
  const float share = p.smoothing / static_cast<float>(classes);
  for_chunks(p.rows, rows_per_chunk(classes), [&](size_t begin, size_t end) HWY_ATTR {
    for (size_t n = begin; n < end; ++n) {
      const float* row = x + n * classes;
      const size_t target = static_cast<size_t>(label[n]);  // a negative label becomes large
      if (target >= classes) {
        loss[n] = std::numeric_limits<float>::quiet_NaN();
        continue;
      }
      const RowSoftmax softmax = row_softmax(row, classes);
      const float log_sum = log_of(softmax.sum);
      loss[n] = (1 - p.smoothing) * (log_sum - (row[target] - softmax.maximum));
      if (share > 0) {
        const float sum = row_sum(row, classes, softmax.maximum, [&](auto d, auto v) HWY_ATTR {
          return hn::Sub(v, hn::Set(d, softmax.maximum));
        });
        loss[n] += p.smoothing * log_sum - share * sum;
      }
    }
  });
}

void softmax_cross_entropy_grad(const KernelArgs& args) {
  const auto& p = args.params<SoftmaxCrossEntropyParams>();
  const float* x = args.input<float>(0);
  const std::int32_t* label = args.input<std::int32_t>(1);
  const float* dloss = args.input<float>(2);
  float* dx = args.output<float>(0);
  const size_t classes = p.classes;
  const float share = p.smoothing / static_cast<float>(classes);
  for_chunks(p.rows, rows_per_chunk(classes), [&](size_t begin, size_t end) HWY_ATTR {
    const hn::ScalableTag<float> d;
    for (size_t n = begin; n < end; ++n) {
      const float* row = x + n * classes;
      float* drow = dx + n * classes;
      const size_t target = static_cast<size_t>(label[n]);
      if (target >= classes) {
        std::fill_n(drow, classes, std::numeric_limits<float>::quiet_NaN());
        continue;
      }
      const RowSoftmax softmax = row_softmax(row, classes);
      const auto maximum = hn::Set(d, softmax.maximum), sum = hn::Set(d, softmax.sum);
      const auto scale = hn::Set(d, dloss[n]), smooth = hn::Set(d, share);
      const auto gradient = [&](auto v) HWY_ATTR {
        return hn::Sub(hn::Div(exp(d, hn::Sub(v, maximum)), sum), smooth);
      };
      const float hot = hn::GetLane(gradient(hn::Set(d, row[target])));
      for_vectors(d, 0, classes, [&](size_t i, size_t m) HWY_ATTR {
        store(hn::Mul(gradient(load(d, row + i, m)), scale), d, drow + i, m);
      });
      drow[target] = (hot - (1 - p.smoothing)) * dloss[n];
    }
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(softmax_cross_entropy);
HWY_EXPORT(softmax_cross_entropy_grad);

void register_softmax_cross_entropy(KernelTable& table) {
  table["softmax_cross_entropy"] = {FOVEA_CPU_DISPATCH(softmax_cross_entropy)};
  table["softmax_cross_entropy_grad"] = {FOVEA_CPU_DISPATCH(softmax_cross_entropy_grad)};
}

}  // namespace fovea::cpu
#endif
