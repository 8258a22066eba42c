// Statistics in one pass over memory: each chunk (in the L2 cache) finds its own mean and then the
// sums of deviations from it; the chunks are combined in order, in double, after Chan, Golub and
// LeVeque, "Algorithms for Computing the Sample Variance", 1983. A second pass normalises.
#include "fovea/kernels/batch_norm.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/batch_norm.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/wide_rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

// partial: a chunk's means, then the sums of x - mean and of their squares.
void deviations(const WideRows& wide_rows, size_t chunk, const float* x, float* partial) {
  const size_t channels = wide_rows.channels;
  float* shift = thread_scratch_of<float>(3 * wide_rows.width);
  float* room = shift + wide_rows.width;
  sum_chunk<1>(wide_rows, chunk, room, partial,
               [&](auto d, size_t i, size_t, size_t n, const auto& add)
                   HWY_ATTR { add(0, load(d, x + i, n)); });
  const float rows = static_cast<float>(wide_rows.rows_of(chunk));
  for (size_t c = 0; c < channels; ++c) partial[c] /= rows;
  widen(wide_rows, partial, shift);
  sum_chunk<2>(wide_rows, chunk, room, partial + channels,
               [&](auto d, size_t i, size_t j, size_t n, const auto& add) HWY_ATTR {
                 const auto v = hn::Sub(load(d, x + i, n), load(d, shift + j, n));
                 add(0, v);
                 add(1, hn::Mul(v, v));
               });
}

// The channels' means and sums of squared deviations over all chunks.
void statistics(const WideRows& wide_rows, const float* partials, double* means, double* squares) {
  const size_t channels = wide_rows.channels;
  std::fill_n(means, channels, 0.0);
  std::fill_n(squares, channels, 0.0);
  for (size_t chunk = 0; chunk < wide_rows.chunk_count; ++chunk) {
    const float* part = partials + chunk * 3 * channels;
    const double rows = static_cast<double>(wide_rows.rows_of(chunk));
    for (size_t c = 0; c < channels; ++c) means[c] += part[c] * rows + part[channels + c];
  }
  for (size_t c = 0; c < channels; ++c) means[c] /= static_cast<double>(wide_rows.rows);
  for (size_t chunk = 0; chunk < wide_rows.chunk_count; ++chunk) {
    const float* part = partials + chunk * 3 * channels;
    const double rows = static_cast<double>(wide_rows.rows_of(chunk));
    for (size_t c = 0; c < channels; ++c) {
      const double off = part[c] - means[c];
      squares[c] += part[2 * channels + c] + off * (2 * double{part[channels + c]} + rows * off);
    }
  }
}

void batch_norm_train(const KernelArgs& args) {
  const auto& p = args.params<BatchNormParams>();
  const WideRows wide_rows(p.rows, p.channels);
  const float* x = args.input<float>(0);
  const float* scale = args.input<float>(1);
  const float* bias = args.input<float>(2);
  float *y = args.output<float>(0), *means = args.output<float>(1);
  float *inverses = args.output<float>(2), *variances = args.output<float>(3);
  float* partials = reinterpret_cast<float*>(args.scratch);
  const int chunks = static_cast<int>(wide_rows.chunk_count);
  parallel_for(chunks, [&](int chunk) HWY_ATTR {
    deviations(wide_rows, static_cast<size_t>(chunk), x,
               partials + static_cast<size_t>(chunk) * 3 * p.channels);
  });
  double* totals = thread_scratch_of<double>(2 * p.channels);
  double* squares = totals + p.channels;
  statistics(wide_rows, partials, totals, squares);
  for (size_t c = 0; c < p.channels; ++c) {
    means[c] = static_cast<float>(totals[c]);
    inverses[c] = static_cast<float>(1 / std::sqrt(squares[c] / p.rows + p.epsilon));
    variances[c] = static_cast<float>(squares[c] / (p.rows > 1 ? p.rows - 1 : 1));
  }
  parallel_for(chunks, [&](int chunk) HWY_ATTR {
    float* mean = thread_scratch_of<float>(3 * wide_rows.width);
    float *slope = mean + wide_rows.width, *shift = slope + wide_rows.width;
    for (size_t c = 0; c < p.channels; ++c) slope[c] = inverses[c] * scale[c];
    for (size_t c = p.channels; c < wide_rows.width; ++c) slope[c] = slope[c - p.channels];
    widen(wide_rows, means, mean);
    widen(wide_rows, bias, shift);
    for_chunk(wide_rows, static_cast<size_t>(chunk),
              [&](auto d, size_t i, size_t j, size_t n) HWY_ATTR {
                const auto v = hn::Sub(load(d, x + i, n), load(d, mean + j, n));
                store(hn::MulAdd(v, load(d, slope + j, n), load(d, shift + j, n)), d, y + i, n);
              });
  });
}

void batch_norm_train_grad(const KernelArgs& args) {
  const auto& p = args.params<BatchNormParams>();
  const WideRows wide_rows(p.rows, p.channels);
  const float *dy = args.input<float>(0), *x = args.input<float>(1);
  const float *scale = args.input<float>(2), *means = args.input<float>(3);
  const float* inverses = args.input<float>(4);
  float *dx = args.output<float>(0), *dscale = args.output<float>(1);
  float* dbias = args.output<float>(2);
  float* partials = reinterpret_cast<float*>(args.scratch);
  const int chunks = static_cast<int>(wide_rows.chunk_count);
  parallel_for(chunks, [&](int chunk) HWY_ATTR {
    float* mean = thread_scratch_of<float>(3 * wide_rows.width);
    widen(wide_rows, means, mean);
    sum_chunk<2>(wide_rows, static_cast<size_t>(chunk), mean + wide_rows.width,
                 partials + static_cast<size_t>(chunk) * 2 * p.channels,
                 [&](auto d, size_t i, size_t j, size_t n, const auto& add) HWY_ATTR {
                   const auto g = load(d, dy + i, n);
                   add(0, g);
                   add(1, hn::Mul(g, hn::Sub(load(d, x + i, n), load(d, mean + j, n))));
                 });
  });
  double* totals = thread_scratch_of<double>(2 * p.channels);
  add_chunks(wide_rows, partials, 2 * p.channels, totals);
  // dx = dy * a + (x - mean) * b + e
  float* as = partials + wide_rows.chunk_count * 2 * p.channels;
  float *bs = as + p.channels, *es = bs + p.channels;
  for (size_t c = 0; c < p.channels; ++c) {
    const double inverse = inverses[c], factor = scale[c] * inverse;
    dbias[c] = static_cast<float>(totals[c]);
    dscale[c] = static_cast<float>(totals[p.channels + c] * inverse);
    as[c] = static_cast<float>(factor);
    bs[c] = static_cast<float>(-factor * inverse * inverse * totals[p.channels + c] / p.rows);
    es[c] = static_cast<float>(-factor * totals[c] / p.rows);
  }
  parallel_for(chunks, [&](int chunk) HWY_ATTR {
    const size_t width = wide_rows.width;
    float* mean = thread_scratch_of<float>(4 * width);
    float *a = mean + width, *b = a + width, *e = b + width;
    widen(wide_rows, means, mean);
    widen(wide_rows, as, a);
    widen(wide_rows, bs, b);
    widen(wide_rows, es, e);
    for_chunk(wide_rows, static_cast<size_t>(chunk),
              [&](auto d, size_t i, size_t j, size_t n) HWY_ATTR {
                const auto v = hn::Sub(load(d, x + i, n), load(d, mean + j, n));
                const auto w = hn::MulAdd(v, load(d, b + j, n), load(d, e + j, n));
                store(hn::MulAdd(load(d, dy + i, n), load(d, a + j, n), w), d, dx + i, n);
              });
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(batch_norm_train);
HWY_EXPORT(batch_norm_train_grad);

namespace {

void batch_norm_fold(const KernelArgs& args) {
  const auto& p = args.params<BatchNormParams>();
  for (size_t c = 0; c < p.channels; ++c) {
    const double a =
        args.input<float>(0)[c] / std::sqrt(double{args.input<float>(3)[c]} + p.epsilon);
    args.output<float>(0)[c] = static_cast<float>(a);
    args.output<float>(1)[c] =
        static_cast<float>(args.input<float>(1)[c] - args.input<float>(2)[c] * a);
  }
}

void batch_norm_fold_grad(const KernelArgs& args) {
  const auto& p = args.params<BatchNormParams>();
  for (size_t c = 0; c < p.channels; ++c) {
    const double da = args.input<float>(0)[c], db = args.input<float>(1)[c];
    const double scale = args.input<float>(2)[c], mean = args.input<float>(3)[c];
    const double inverse = 1 / std::sqrt(double{args.input<float>(4)[c]} + p.epsilon);
    const double dscale = (da - db * mean) * inverse;
    args.output<float>(0)[c] = static_cast<float>(dscale);
    args.output<float>(1)[c] = static_cast<float>(db);
    args.output<float>(2)[c] = static_cast<float>(-scale * inverse * db);
    args.output<float>(3)[c] = static_cast<float>(-scale * dscale * inverse * inverse / 2);
  }
}

// Room for `terms` partial sums per chunk and channel, and for three numbers per channel.
Support partial_sums(const Step& step, size_t terms, std::pair<int, int> in_place) {
  const auto& p = step.params.as<BatchNormParams>();
  Support support;
  const size_t chunks = WideRows(p.rows, p.channels).chunk_count;
  support.scratch_bytes =
      static_cast<std::int64_t>((chunks * terms + 3) * p.channels * sizeof(float));
  support.in_place = {in_place};
  return support;
}

}  // namespace

void register_batch_norm(KernelTable& table) {
  table["batch_norm_train"] = {[](const KernelArgs& args) {
                                 HWY_DYNAMIC_DISPATCH(batch_norm_train)(args);
                               },
                               [](const Step& step) {
                                 return partial_sums(step, 3, {0, 0});
                               }};
  table["batch_norm_train_grad"] = {[](const KernelArgs& args) {
                                      HWY_DYNAMIC_DISPATCH(batch_norm_train_grad)(args);
                                    },
                                    [](const Step& step) {
                                      return partial_sums(step, 2, {0, 0});
                                    }};
  table["batch_norm_fold"] = {.run = batch_norm_fold};
  table["batch_norm_fold_grad"] = {.run = batch_norm_fold_grad};
}

}  // namespace fovea::cpu
#endif
