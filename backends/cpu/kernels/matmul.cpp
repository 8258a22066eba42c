// Works on blocks of rows and columns of each product. b's columns of a block are packed for it,
// and so are rows of an a that is stored transposed.
#include "fovea/kernels/matmul.h"

#include <algorithm>
#include <vector>

#include "backends/cpu/gemm/gemm.h"
#include "backends/cpu/simd/strided_runs.h"
#include "fovea/cpu/kernel.h"

namespace fovea::cpu {

namespace {

constexpr Index block_rows = 192, block_columns = 256;

// b's columns as panels of 16, filled up with zeros.
void pack(const float* b, bool turned, Index depth, Index width, Range columns, float* panels) {
  for (Index first = columns.begin; first < columns.end; first += panel_width) {
    const Index count = std::min(panel_width, columns.end - first);
    for (Index k = 0; k < depth; ++k, panels += panel_width) {
      for (Index j = 0; j < count; ++j) {
        panels[j] = turned ? b[(first + j) * depth + k] : b[k * width + first + j];
      }
      std::fill(panels + count, panels + panel_width, 0.0f);
    }
  }
}

void multiply_block(const MatmulParams& p, const float* a, const float* b, float* y, Range rows,
                    Range columns) {
  const Index depth = p.depth, width = p.columns, height = p.rows;
  const Index packed = packed_count(depth, columns.size());
  float* panels = thread_scratch_of<float>(
      static_cast<size_t>(packed + (p.turned_a ? rows.size() * depth : 0)));
  pack(b, p.turned_b != 0, depth, width, columns, panels);
  float* turned = panels + packed;
  std::vector<const float*> pointers;
  for (Index r = rows.begin; r < rows.end; ++r) {
    if (p.turned_a) {
      for (Index k = 0; k < depth; ++k) turned[k] = a[k * height + r];
      pointers.push_back(turned);
      turned += depth;
    } else {
      pointers.push_back(a + r * depth);
    }
  }
  const Segment whole{0, 0, depth};
  multiply_rows({.rows = pointers,
                 .segments = {&whole, 1},
                 .panels = panels,
                 .panel_stride = depth * panel_width,
                 .columns = {0, columns.size()},
                 .c = y + rows.begin * width + columns.begin,
                 .ldc = width});
}

void matmul(const KernelArgs& args) {
  const auto& p = args.params<MatmulParams>();
  const Index a_size = Index{p.rows} * p.depth, b_size = Index{p.depth} * p.columns;
  const Index y_size = Index{p.rows} * p.columns;
  const Index row_parts = divide_up(p.rows, block_rows);
  const Index column_parts = divide_up(p.columns, block_columns);
  parallel_for(static_cast<int>(matrices(p) * row_parts * column_parts), [&](int chunk) {
    const Index part = chunk % (row_parts * column_parts);
    const size_t g = static_cast<size_t>(chunk / (row_parts * column_parts));
    for_runs<2>(p.rank, p.size, {p.a_stride, p.b_stride}, g, g + 1,
                [&](size_t, size_t, const std::array<size_t, 2>& at) {
                  multiply_block(
                      p, args.input<float>(0) + static_cast<Index>(at[0]) * a_size,
                      args.input<float>(1) + static_cast<Index>(at[1]) * b_size,
                      args.output<float>(0) + static_cast<Index>(g) * y_size,
                      part_of(p.rows, row_parts, part / column_parts),
                      part_of(p.columns, column_parts, part % column_parts, panel_width));
                });
  });
}

}  // namespace

void register_matmul(KernelTable& table) { table["matmul"] = {.run = matmul}; }

}  // namespace fovea::cpu
