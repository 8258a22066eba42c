// Implicit GEMM: result[m][n] = sum over k of a[m][k] * b[k][n], for conv2d, dense and all their
// gradients. The depth k is made of spans of equal length. Along a span the elements of a row of a,
// or of a column of b, have a constant distance in memory (walk.glsl), so divisions are needed only
// once per span. Within a split the sum over k is in order for every tile, so all tiles but those
// on matrices give the same bits. Three kinds of tile:
//   with shared memory, each invocation with results in registers (gemm_tile.glsl)
// tile: 64 64 1 with 64 8 8 8
// tile: 64 32 1 with 64 8 4 8
// tile: 128 16 1 with 64 8 4 8
// tile: 128 8 1 with 64 8 2 8
// tile: 32 64 1 with 64 4 8 8
// tile: 16 64 1 with 64 4 4 8
//   on lanes, without shared memory (gemm_lanes.glsl)
// tile: 32 64 1 with 8 32 8 0 on 8 lanes
// tile: 16 64 1 with 8 16 8 0 on 8 lanes
// tile: 8 64 1 with 8 8 8 0 on 8 lanes
// tile: 32 32 1 with 8 32 4 0 on 8 lanes
// tile: 8 32 1 with 8 8 4 0 on 8 lanes
// tile: 32 16 1 with 8 32 2 0 on 8 lanes
// tile: 32 8 1 with 8 32 1 0 on 8 lanes
//   with shared memory, each subgroup with results in matrices (gemm_matrices.glsl)
// tile: 128 128 1 with 256 4 2 16 on 32 lanes on matrices 16 16 16
// tile: 64 64 1 with 128 2 2 32 on 32 lanes on matrices 16 16 16
// tile: 64 32 1 with 64 2 2 32 on 32 lanes on matrices 16 16 16
// tile: 32 64 1 with 64 2 2 32 on 32 lanes on matrices 16 16 16
// tile: 128 128 1 with 512 4 2 16 on 64 lanes on matrices 16 16 16
// tile: 64 64 1 with 256 2 2 32 on 64 lanes on matrices 16 16 16
// tile: 64 32 1 with 128 2 2 32 on 64 lanes on matrices 16 16 16
// tile: 32 64 1 with 128 2 2 32 on 64 lanes on matrices 16 16 16
// tile: 32 32 1 with 32 2 2 16 on 8 lanes on matrices 8 8 8
//
// The includer gives, after kernel.glsl, gemm_shape.h and walk.glsl:
//   GemmShape shape(), uint span_length(), Span span_of(number of the span)
//   a_row(m) -> ARow, a_walk(ARow, Span), uint a_stride(): in the current `group`
//   b_column(n) -> BColumn, b_walk(BColumn, Span), uint b_stride(): the same for b
//   A_INPUT, B_INPUT: which inputs a and b are; A_DATA: where a is, if elsewhere
//   uint result_row(uint m): the start of the results of row m in the current `group`, or no_result
//   void finish(i, column, float): stores result i, of this column of all groups
#extension GL_EXT_control_flow_attributes : require
#extension GL_KHR_shader_subgroup_ballot : require
layout(local_size_x_id = 3) in;
layout(constant_id = 4) const uint thread_rows = 4;
layout(constant_id = 5) const uint thread_columns = 4;
layout(constant_id = 6) const uint tile_depth = 8;  // 0: the tile of gemm_lanes.glsl

const bool by_lanes = tile_depth == 0;
const uint tile_k = by_lanes ? 1 : tile_depth;

// `row` is a result of result_row().
void store(GemmShape s, uint splits, uint split, uint row, uint column, float sum) {
  if (row == no_result || column >= s.columns) return;
  if (splits > 1) {
    SCRATCH[split * result_count(s) + row + column] = sum;
  } else {
    finish(row + column, group * s.columns + column, sum);
  }
}

#ifdef MATRICES
#include "backends/vulkan/glsl/gemm_matrices.glsl"
#else
#include "backends/vulkan/glsl/gemm_registers.glsl"
#include "backends/vulkan/glsl/gemm_lanes.glsl"
#endif
#include "backends/vulkan/glsl/gemm_tile.glsl"

#ifndef A_DATA
#define A_DATA block.inputs[A_INPUT]
#endif

void main() {
  p = block.params;
  a_data = Floats(A_DATA);
  b_data = Floats(block.inputs[B_INPUT]);
  const GemmShape s = shape();
  for (uint z = gl_WorkGroupID.z; z < s.groups * splits_of(s); z += block.groups.z) {
    for (uint row = gl_WorkGroupID.x * tile_x; row < s.tile_rows; row += block.groups.x * tile_x) {
      for (uint column = gl_WorkGroupID.y * tile_y; column < s.columns;
           column += block.groups.y * tile_y) {
#ifndef MATRICES
        if (by_lanes) {
          lanes_tile(s, z, row, column);
          continue;
        }
#endif
        shared_tile(s, z, row, column);
      }
    }
  }
}
