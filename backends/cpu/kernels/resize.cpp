// Works row by row of the result. For each axis there are lists of the source pixels and weights of
// each result; all channels are summed together.
#include "fovea/kernels/resize.h"

#include <algorithm>
#include <vector>

#include "backends/cpu/simd/chunk.h"
#include "fovea/cpu/kernel.h"

namespace fovea::cpu {

namespace {

struct ResizeTerm {
  size_t at;
  float weight;
};
using ResizeTerms = std::vector<ResizeTerm>;

struct ResizeAxis {
  const ResizeParams& p;
  uint size, count;
  float scale, offset;

  // The elements of which output o is made.
  ResizeTerms sources(uint o) const {
    ResizeTerms terms;
    const float position = resize_position(o, scale, offset);
    const int first = resize_first(p.mode, p.rounding, position);
    for (int at = first; at < first + resize_taps(p.mode); ++at) {
      terms.push_back({resize_inside(at, size), resize_share(p, size, position, first, at)});
    }
    return terms;
  }

  // The outputs that use element i of the input.
  ResizeTerms takers(uint i) const {
    ResizeTerms terms;
    const uint last = resize_last_taker(i, size, count, scale, offset);
    for (uint o = resize_first_taker(i, count, scale, offset); o <= last; ++o) {
      for (const ResizeTerm& term : sources(o)) {
        if (term.at == i) terms.push_back({o, term.weight});
      }
    }
    return terms;
  }
};

ResizeAxis rows_of(const ResizeParams& p) {
  return {p, p.height, p.out_height, p.scale_h, p.offset_h};
}
ResizeAxis columns_of(const ResizeParams& p) {
  return {p, p.width, p.out_width, p.scale_w, p.offset_w};
}

// Each of the `height` x `width` pixels of `to` is a sum of pixels of `from`
// (from_height x from_width), which rows and columns list.
void combine(const KernelArgs& args, size_t height, size_t width, size_t from_height,
             size_t from_width, const std::vector<ResizeTerms>& rows,
             const std::vector<ResizeTerms>& columns) {
  const auto& p = args.params<ResizeParams>();
  const size_t channels = p.channels, count = p.batch * height;
  const size_t once = rows_per_chunk(width * channels);
  parallel_for(static_cast<int>((count + once - 1) / once), [&](int chunk) {
    const size_t begin = static_cast<size_t>(chunk) * once;
    for (size_t row = begin; row < std::min(count, begin + once); ++row) {
      const float* image =
          args.input<float>(0) + row / height * from_height * from_width * channels;
      float* to = args.output<float>(0) + row * width * channels;
      for (size_t w = 0; w < width; ++w, to += channels) {
        std::fill_n(to, channels, 0.0f);
        for (const ResizeTerm& down : rows[row % height]) {
          for (const ResizeTerm& across : columns[w]) {
            const float weight = down.weight * across.weight;
            const float* from = image + (down.at * from_width + across.at) * channels;
            for (size_t c = 0; c < channels; ++c) to[c] += weight * from[c];
          }
        }
      }
    }
  });
}

void resize(const KernelArgs& args) {
  const auto& p = args.params<ResizeParams>();
  std::vector<ResizeTerms> rows, columns;
  for (uint h = 0; h < p.out_height; ++h) rows.push_back(rows_of(p).sources(h));
  for (uint w = 0; w < p.out_width; ++w) columns.push_back(columns_of(p).sources(w));
  combine(args, p.out_height, p.out_width, p.height, p.width, rows, columns);
}

void resize_grad(const KernelArgs& args) {
  const auto& p = args.params<ResizeParams>();
  std::vector<ResizeTerms> rows, columns;
  for (uint h = 0; h < p.height; ++h) rows.push_back(rows_of(p).takers(h));
  for (uint w = 0; w < p.width; ++w) columns.push_back(columns_of(p).takers(w));
  combine(args, p.height, p.width, p.out_height, p.out_width, rows, columns);
}

}  // namespace

void register_resize(KernelTable& table) {
  table["resize"] = {.run = resize};
  table["resize_grad"] = {.run = resize_grad};
}

}  // namespace fovea::cpu
