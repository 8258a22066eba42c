// Implicit GEMM: result[m][n] = sum over k of a[m][k] * b[k][n], for conv2d, dense and all their
// gradients. The depth k is made of spans of one length, along which the elements of a row of a and
// of a column of b lie at one distance in memory (walk.glsl), so that what takes divisions is done
// once a span. The sum over k runs in order within a split, whatever the tile, so all tiles give
// the same bits. Two kinds of tile: see gemm_tile and gemm_lanes.glsl.
//
// The includer gives, behind kernel.glsl, gemm_shape.h and walk.glsl:
//   GemmShape shape(), uint span_length(), Span span_of(number of the span)
//   a_row(m) -> ARow, a_walk(ARow, Span), uint a_stride(): in the current `group`
//   b_column(n) -> BColumn, b_walk(BColumn, Span), uint b_stride(): likewise
//   A_INPUT, B_INPUT: the inputs that a and b are; A_DATA: where a lies, if elsewhere
//   uint result_row(m): where the results of row m begin, in the current `group`; or no_result
//   void finish(i, column, float): stores result i, of this column of all groups
#extension GL_EXT_control_flow_attributes : require
#extension GL_KHR_shader_subgroup_ballot : require
layout(local_size_x_id = 3) in;
layout(constant_id = 4) const uint thread_rows = 4;
layout(constant_id = 5) const uint thread_columns = 4;
layout(constant_id = 6) const uint tile_depth = 8;  // 0: the tile of gemm_lanes.glsl

const bool by_lanes = tile_depth == 0;
const uint columns_of_threads = tile_y / thread_columns;
const uint rows_of_threads = tile_x / thread_rows;
const uint threads = rows_of_threads * columns_of_threads;
const uint lanes = columns_of_threads, row_vectors = by_lanes ? tile_x / lanes : 1;

shared float results[(by_lanes ? tile_x : rows_of_threads) * tile_y];

// `row` as result_row() has it.
void store(GemmShape s, uint splits, uint split, uint row, uint column, float sum) {
  if (row == no_result || column >= s.columns) return;
  if (splits > 1) {
    SCRATCH[split * result_count(s) + row + column] = sum;
  } else {
    finish(row + column, group * s.columns + column, sum);
  }
}

#include "backends/vulkan/gemm_lanes.glsl"
#include "backends/vulkan/gemm_tile.glsl"

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
        if (by_lanes) {
          lanes_tile(s, z, row, column);
        } else {
          shared_tile(s, z, row, column);
        }
      }
    }
  }
}
