// Each chunk is summed in four running vectors; the chunks' sums are added in order, in double.
#include "fovea/kernels/mean.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/mean.cpp"
#include <hwy/foreach_target.h>

#include "backends/cpu/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

HWY_INLINE float sum(const float* HWY_RESTRICT x, size_t n) {
  const hn::ScalableTag<float> d;
  const size_t lanes = hn::Lanes(d);
  auto s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
  size_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    s0 = hn::Add(s0, hn::LoadU(d, x + i));
    s1 = hn::Add(s1, hn::LoadU(d, x + i + lanes));
    s2 = hn::Add(s2, hn::LoadU(d, x + i + 2 * lanes));
    s3 = hn::Add(s3, hn::LoadU(d, x + i + 3 * lanes));
  }
  for_vectors(d, i, n, [&](size_t j, size_t m) HWY_ATTR { s0 = hn::Add(s0, load(d, x + j, m)); });
  return hn::GetLane(hn::SumOfLanes(d, hn::Add(hn::Add(s0, s1), hn::Add(s2, s3))));
}

void mean(const KernelArgs& args) {
  const size_t count = args.params<MeanParams>().count;
  const float* x = args.input<float>(0);
  float* sums = reinterpret_cast<float*>(args.scratch);
  for_chunks(count, elementwise_chunk, [&](size_t begin, size_t end) HWY_ATTR {
    sums[begin / elementwise_chunk] = sum(x + begin, end - begin);
  });
  double total = 0;
  for (size_t i = 0; i * elementwise_chunk < count; ++i) total += double{sums[i]};
  args.output<float>(0)[0] = static_cast<float>(total / static_cast<double>(count));
}

void mean_grad(const KernelArgs& args) {
  const size_t count = args.params<MeanParams>().count;
  const float dx = args.input<float>(0)[0] / static_cast<float>(count);
  float* y = args.output<float>(0);
  for_chunks(count, elementwise_chunk,
             [&](size_t begin, size_t end) { std::fill(y + begin, y + end, dx); });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(mean);
HWY_EXPORT(mean_grad);

void register_mean(KernelTable& table) {
  table["mean"] = {FOVEA_CPU_DISPATCH(mean), [](const Step& step) {
                     const std::int64_t count = step.inputs[0].type.shape.count();
                     constexpr std::int64_t chunk = elementwise_chunk;
                     return Support{.scratch_bytes = (count + chunk - 1) / chunk * 4};
                   }};
  table["mean_grad"] = {FOVEA_CPU_DISPATCH(mean_grad)};
}

}  // namespace fovea::cpu
#endif
