#include "fovea/kernels/concat.h"

#include <algorithm>

#include "fovea/cpu/kernel.h"

namespace fovea::cpu {

namespace {

// Calls body(part, row, offset of the part in the whole) for all parts of all rows, in parallel.
template <typename Body>
void for_parts(const ConcatParams& p, const Body& body) {
  size_t whole = 0;
  for (size_t k = 0; k < p.count; ++k) whole += p.length[k];
  const size_t size = std::max<size_t>(1, 32768 / std::max<size_t>(1, whole));
  parallel_for(static_cast<int>((p.rows + size - 1) / size), [&](int chunk) {
    const size_t begin = static_cast<size_t>(chunk) * size;
    for (size_t row = begin; row < std::min<size_t>(p.rows, begin + size); ++row) {
      size_t offset = row * whole;
      for (size_t k = 0; k < p.count; ++k) {
        body(k, row, offset);
        offset += p.length[k];
      }
    }
  });
}

void concat(const KernelArgs& args) {
  const auto& p = args.params<ConcatParams>();
  for_parts(p, [&](size_t k, size_t row, size_t offset) {
    std::copy_n(args.input<float>(k) + row * p.length[k], p.length[k],
                args.output<float>(0) + offset);
  });
}

void concat_grad(const KernelArgs& args) {
  const auto& p = args.params<ConcatParams>();
  for_parts(p, [&](size_t k, size_t row, size_t offset) {
    std::copy_n(args.input<float>(0) + offset, p.length[k],
                args.output<float>(k) + row * p.length[k]);
  });
}

}  // namespace

void register_concat(KernelTable& table) {
  table["concat"] = {.run = concat};
  table["concat_grad"] = {.run = concat_grad};
}

}  // namespace fovea::cpu
