// Loads and stores of the first floats of a vector, once for each Highway target.
#if defined(FOVEA_CPU_VECTOR_PART_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_CPU_VECTOR_PART_INL_H
#undef FOVEA_CPU_VECTOR_PART_INL_H
#else
#define FOVEA_CPU_VECTOR_PART_INL_H
#endif

#include <hwy/highway.h>

#include <cstddef>
#include <cstring>

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Copies fewer than kLanes elements of 4 bytes, in pieces of fixed size.
template <size_t kLanes>
HWY_INLINE void copy_some(const void* from, std::ptrdiff_t count, void* to) {
  const char* source = static_cast<const char*>(from);
  char* target = static_cast<char*>(to);
  if constexpr (kLanes > 1) {
    constexpr size_t half = kLanes / 2;
    if ((static_cast<size_t>(count) & half) != 0) {
      std::memcpy(target, source, half * 4);
      source += half * 4;
      target += half * 4;
    }
    copy_some<half>(source, count, target);
  }
}

// The first `count` elements of a vector, followed by zeros; never reads beyond these elements.
template <class D>
HWY_INLINE hn::Vec<D> load_part(D d, const hn::TFromD<D>* from, std::ptrdiff_t count) {
  if (HWY_LIKELY(count >= static_cast<std::ptrdiff_t>(hn::Lanes(d)))) return hn::LoadU(d, from);
#if HWY_TARGET <= HWY_AVX2  // and better: other targets read the whole vector
  return hn::MaskedLoad(hn::FirstN(d, static_cast<size_t>(count)), d, from);
#else
  HWY_ALIGN hn::TFromD<D> buffer[hn::MaxLanes(D())] = {};
  copy_some<hn::MaxLanes(D())>(from, count, buffer);
  return hn::Load(d, buffer);
#endif
}

// Stores the first `count` elements and changes no others.
template <class D>
HWY_INLINE void store_part(D d, hn::Vec<D> v, hn::TFromD<D>* to, std::ptrdiff_t count) {
  if (HWY_LIKELY(count >= static_cast<std::ptrdiff_t>(hn::Lanes(d)))) return hn::StoreU(v, d, to);
#if HWY_TARGET <= HWY_AVX3  // masked stores of AVX2 are slow on some processors
  hn::BlendedStore(v, hn::FirstN(d, static_cast<size_t>(count)), d, to);
#else
  HWY_ALIGN hn::TFromD<D> buffer[hn::MaxLanes(D())];
  hn::Store(v, d, buffer);
  copy_some<hn::MaxLanes(D())>(buffer, count, to);
#endif
}

// Stores a whole vector at an aligned place; kPastCaches: without reading the line or keeping it in
// a cache, for results that are larger than a cache. Call hwy::FlushStream() after the last one.
template <bool kPastCaches, class D>
HWY_INLINE void store_whole(D d, hn::Vec<D> v, hn::TFromD<D>* to) {
  if constexpr (kPastCaches) {
    hn::Stream(v, d, to);
  } else {
    hn::Store(v, d, to);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#endif
