// y = pixel * scale[c] + shift[c]. The channels repeat in the row of bytes, so each chunk first
// writes scale and shift as `channels` vectors; then it takes a vector of bytes at a time, whatever
// their channels are.
#include "fovea/kernels/normalize.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/normalize.cpp"
#include <hwy/foreach_target.h>

#include "backends/cpu/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

HWY_INLINE void normalize_range(const std::uint8_t* HWY_RESTRICT pixels, float* HWY_RESTRICT y,
                                size_t count, const float* HWY_RESTRICT scale,
                                const float* HWY_RESTRICT shift, size_t period) {
  const hn::ScalableTag<float> d;
  const hn::Rebind<std::int32_t, decltype(d)> integers;
  const hn::Rebind<std::uint8_t, decltype(d)> bytes;
  size_t phase = 0;
  for_vectors(d, 0, count, [&](size_t i, size_t m) HWY_ATTR {
    const auto v = hn::ConvertTo(d, hn::PromoteTo(integers, load(bytes, pixels + i, m)));
    store(hn::MulAdd(v, hn::LoadU(d, scale + phase), hn::LoadU(d, shift + phase)), d, y + i, m);
    phase = phase + m < period ? phase + m : 0;
  });
}

void normalize(const KernelArgs& args) {
  const auto& p = args.params<NormalizeParams>();
  const std::uint8_t* pixels = args.input<std::uint8_t>(0);
  const float* mean = args.input<float>(1);
  const float* deviation = args.input<float>(2);
  float* y = args.output<float>(0);
  const size_t channels = p.channels;
  const size_t period = channels * hn::Lanes(hn::ScalableTag<float>());
  const size_t pixels_per_chunk = std::max<size_t>(1, 32768 / std::max<size_t>(1, channels));
  for_chunks(p.pixels, pixels_per_chunk, [&](size_t begin, size_t end) HWY_ATTR {
    float* scale = thread_scratch_of<float>(2 * period);
    float* shift = scale + period;
    for (size_t i = 0; i < period; ++i) {
      const double divisor = deviation[i % channels];
      scale[i] = static_cast<float>(1 / (255 * divisor));
      shift[i] = static_cast<float>(-mean[i % channels] / divisor);
    }
    normalize_range(pixels + begin * channels, y + begin * channels, (end - begin) * channels,
                    scale, shift, period);
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(normalize);

void register_normalize(KernelTable& table) {
  table["normalize"] = {FOVEA_CPU_DISPATCH(normalize)};
}

}  // namespace fovea::cpu
#endif
