// Loads, stores and chunks that every SIMD kernel needs. Included once per Highway target, from
// kernel files between foreach_target.h and their own namespace.
#if defined(FOVEA_CPU_SIMD_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_CPU_SIMD_INL_H
#undef FOVEA_CPU_SIMD_INL_H
#else
#define FOVEA_CPU_SIMD_INL_H
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "backends/cpu/simd/chunk.h"
#include "fovea/cpu/kernel.h"

/// A Kernel::run that calls the function of this name, exported with HWY_EXPORT, for the best
/// target that the processor has.
#ifndef FOVEA_CPU_DISPATCH
#define FOVEA_CPU_DISPATCH(function) \
  [](const KernelArgs& args) { HWY_DYNAMIC_DISPATCH(function)(args); }
#endif

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// The elements p[0 .. n-1], with n at most the lanes of d; the other lanes are `fill`.
template <class D, typename T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> load(D d, const T* HWY_RESTRICT p, size_t n, T fill = 0) {
  if (HWY_LIKELY(n >= hn::Lanes(d))) return hn::LoadU(d, p);
  HWY_ALIGN T lanes[hn::MaxLanes(D())];
  hn::Store(hn::Set(d, fill), d, lanes);
  std::memcpy(lanes, p, n * sizeof(T));
  return hn::Load(d, lanes);
}

/// Stores the first n lanes of v.
template <class D, typename T = hn::TFromD<D>>
HWY_INLINE void store(hn::Vec<D> v, D d, T* HWY_RESTRICT p, size_t n) {
  if (HWY_LIKELY(n >= hn::Lanes(d))) return hn::StoreU(v, d, p);
  HWY_ALIGN T lanes[hn::MaxLanes(D())];
  hn::Store(v, d, lanes);
  std::memcpy(p, lanes, n * sizeof(T));
}

/// Calls body(i, n) for every vector of d in begin .. end-1: elements i .. i+n-1. n is the number
/// of lanes of d, or less for the last vector.
template <class D, class Body>
HWY_INLINE void for_vectors(D d, size_t begin, size_t end, const Body& body) {
  const size_t lanes = hn::Lanes(d);
  size_t i = begin;
  for (; i + lanes <= end; i += lanes) body(i, lanes);
  if (i < end) body(i, end - i);
}

/// y[begin .. end-1] = x[begin .. end-1], which may be the same memory.
HWY_INLINE void keep(const float* x, float* y, size_t begin, size_t end) {
  if (x != y) std::copy(x + begin, x + end, y + begin);
}

/// Cuts 0 .. count-1 into chunks of `size` and runs body(begin, end) for each, in parallel.
template <class Body>
HWY_INLINE void for_chunks(size_t count, size_t size, const Body& body) {
  parallel_for(static_cast<int>((count + size - 1) / size), [&](int chunk) HWY_ATTR {
    const size_t begin = static_cast<size_t>(chunk) * size;
    body(begin, std::min(begin + size, count));
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // FOVEA_CPU_SIMD_INL_H
