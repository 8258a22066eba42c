// Philox 4x32-10 as in framework/core/random.cpp, with one block of four numbers in each 64-bit
// lane: the 32-bit words are in the low halves, so one multiplication gives all 64 bits.
#include "fovea/kernels/dropout.h"

#include "fovea/core/random.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/dropout.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/simd-inl.h"

#ifndef FOVEA_DROPOUT_KEY
#define FOVEA_DROPOUT_KEY
namespace fovea::cpu {

struct DropoutKey {
  std::uint32_t seed[2], stream, step;
};

}  // namespace fovea::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

// bits[0 .. count-1] = the random bits of elements first .. first+count-1; both are multiples of
// 4, and there is room up to a whole vector.
#if HWY_TARGET == HWY_SCALAR
void random_bits(const DropoutKey& key, size_t first, size_t count, std::uint32_t* bits) {
  for (size_t i = 0; i < count; i += 4) {
    const Random4 block =
        philox({static_cast<std::uint32_t>((first + i) / 4), 0, key.stream, key.step},
               {key.seed[0], key.seed[1]});
    std::copy_n(block.begin(), 4, bits + i);
  }
}
#else
void random_bits(const DropoutKey& key, size_t first, size_t count, std::uint32_t* bits) {
  const hn::ScalableTag<std::uint64_t> d;
  const hn::Repartition<std::uint32_t, decltype(d)> words;
  const auto low = hn::Set(d, 0xFFFFFFFFu);
  const auto product = [&](auto v, std::uint32_t factor) HWY_ATTR {
    return hn::MulEven(hn::BitCast(words, v), hn::BitCast(words, hn::Set(d, factor)));
  };
  const size_t lanes = hn::Lanes(d);
  for (size_t i = 0; i < count; i += 4 * lanes) {
    auto c0 = hn::Iota(d, (first + i) / 4);
    auto c1 = hn::Zero(d);
    auto c2 = hn::Set(d, std::uint64_t{key.stream});
    auto c3 = hn::Set(d, std::uint64_t{key.step});
    std::uint32_t key0 = key.seed[0], key1 = key.seed[1];
    for (int round = 0; round < 10; ++round) {
      const auto a = product(c0, 0xD2511F53), b = product(c2, 0xCD9E8D57);
      c0 = hn::Xor(hn::ShiftRight<32>(b), hn::Xor(c1, hn::Set(d, std::uint64_t{key0})));
      c2 = hn::Xor(hn::ShiftRight<32>(a), hn::Xor(c3, hn::Set(d, std::uint64_t{key1})));
      c1 = hn::And(b, low);
      c3 = hn::And(a, low);
      key0 += 0x9E3779B9;
      key1 += 0xBB67AE85;
    }
    HWY_ALIGN std::uint64_t pairs[2 * hn::MaxLanes(d)];
    hn::StoreInterleaved2(hn::Or(c0, hn::ShiftLeft<32>(c1)), hn::Or(c2, hn::ShiftLeft<32>(c3)), d,
                          pairs);
    std::memcpy(bits + i, pairs, 2 * lanes * sizeof(std::uint64_t));
  }
}
#endif

void dropout_train(const KernelArgs& args) {
  const auto& p = args.params<DropoutParams>();
  const float* x = args.input<float>(0);
  const std::uint32_t* seed = args.input<std::uint32_t>(1);
  const DropoutKey key{{seed[0], seed[1]}, p.stream, args.input<std::uint32_t>(2)[0]};
  float* y = args.output<float>(0);
  std::uint8_t* mask = args.output<std::uint8_t>(1);
  for_chunks(p.count, elementwise_chunk, [&](size_t begin, size_t end) HWY_ATTR {
    const hn::ScalableTag<float> d;
    const hn::RebindToUnsigned<decltype(d)> du;
    const hn::RebindToSigned<decltype(d)> di;
    const hn::Rebind<std::uint8_t, decltype(d)> d8;
    std::uint32_t* bits = thread_scratch_of<std::uint32_t>(elementwise_chunk);
    random_bits(key, begin, (end - begin + 3) / 4 * 4, bits);
    const auto scale = hn::Set(d, p.scale);
    const auto threshold = hn::Set(di, static_cast<std::int32_t>(p.threshold));
    for_vectors(d, begin, end, [&](size_t i, size_t n) HWY_ATTR {
      const auto r = hn::BitCast(di, hn::ShiftRight<8>(load(du, bits + (i - begin), n)));
      const auto dropped = hn::Lt(r, threshold);
      const auto scaled = hn::Mul(load(d, x + i, n), scale);
      const auto one = hn::IfThenZeroElse(dropped, hn::Set(di, 1));
      store(hn::IfThenZeroElse(hn::RebindMask(d, dropped), scaled), d, y + i, n);
      store(hn::DemoteTo(d8, one), d8, mask + i, n);
    });
  });
}

void dropout_grad(const KernelArgs& args) {
  const auto& p = args.params<DropoutParams>();
  const float* dy = args.input<float>(0);
  const std::uint8_t* mask = args.input<std::uint8_t>(1);
  float* dx = args.output<float>(0);
  for_chunks(p.count, elementwise_chunk, [&](size_t begin, size_t end) HWY_ATTR {
    const hn::ScalableTag<float> d;
    const hn::RebindToSigned<decltype(d)> di;
    const hn::Rebind<std::uint8_t, decltype(d)> d8;
    const auto scale = hn::Set(d, p.scale);
    for_vectors(d, begin, end, [&](size_t i, size_t n) HWY_ATTR {
      const auto is_in = hn::Ne(hn::PromoteTo(di, load(d8, mask + i, n)), hn::Zero(di));
      const auto scaled = hn::Mul(load(d, dy + i, n), scale);
      store(hn::IfThenElseZero(hn::RebindMask(d, is_in), scaled), d, dx + i, n);
    });
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(dropout_train);
HWY_EXPORT(dropout_grad);

void register_dropout(KernelTable& table) {
  const auto in_place = [](const Step&) { return Support{.in_place = {{0, 0}}}; };
  table["dropout_train"] = {[](const KernelArgs& args) {
                              HWY_DYNAMIC_DISPATCH(dropout_train)
                              (args);
                            },
                            in_place};
  table["dropout_grad"] = {[](const KernelArgs& args) {
                             HWY_DYNAMIC_DISPATCH(dropout_grad)
                             (args);
                           },
                           in_place};
}

}  // namespace fovea::cpu
#endif
