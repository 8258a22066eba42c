// Implicit GEMM: result[m][n] = sum over k of a[m][k] * b[k][n], for conv2d, dense and all their
// gradients. A workgroup makes a tile of tile_x rows and tile_y columns, in steps of tile_depth
// along k through shared memory; each invocation keeps thread_rows x thread_columns results in
// registers, spread over the tile so that neighbours read and write neighbouring columns.
// Loops over registers are unrolled, for registers have no index.
// The sum over k runs in order within a split, whatever the tile, so all tiles give the same bits.
//
// The includer gives, behind kernel.glsl and gemm_shape.h:
//   GemmShape shape()
//   a_row(m) -> ARow, a_depth(k) -> ADepth, a(ARow, ADepth): an element of a in the current `group`,
//   b_depth(k) -> BDepth, b_column(n) -> BColumn, b(BDepth, BColumn), likewise
//   uint result_index(m, n), void finish(i, float): stores result i
//   A_DEPTH_FIRST, B_DEPTH_FIRST: 1 where neighbours along k are neighbours in memory
#extension GL_EXT_control_flow_attributes : require
layout(local_size_x_id = 3) in;
layout(constant_id = 4) const uint thread_rows = 4;
layout(constant_id = 5) const uint thread_columns = 4;
layout(constant_id = 6) const uint tile_depth = 8;

const uint columns_of_threads = tile_y / thread_columns;
const uint rows_of_threads = tile_x / thread_rows;
const uint threads = rows_of_threads * columns_of_threads;
const uint a_pitch = tile_x + 1, b_pitch = tile_y + 1;  // odd: no bank is hit twice

shared float tile_a[tile_depth * a_pitch];
shared float tile_b[tile_depth * b_pitch];
shared float results[rows_of_threads * tile_y];
// What an index means takes divisions: found once a workgroup, along k one tile ahead.
shared ARow a_rows[tile_x];
shared BColumn b_columns[tile_y];
shared ADepth a_depths[2 * tile_depth];
shared BDepth b_depths[2 * tile_depth];

void find_depths(uint k0, uint end, uint half_of_two) {
  for (uint i = gl_LocalInvocationID.x; i < tile_depth; i += threads) {
    const uint k = min(k0 + i, end - 1);
    a_depths[half_of_two * tile_depth + i] = a_depth(k);
    b_depths[half_of_two * tile_depth + i] = b_depth(k);
  }
}

void load_tiles(uint valid, uint half_of_two) {
  for (uint e = gl_LocalInvocationID.x; e < tile_x * tile_depth; e += threads) {
    const uint k = A_DEPTH_FIRST == 1 ? e % tile_depth : e / tile_x;
    const uint m = A_DEPTH_FIRST == 1 ? e / tile_depth : e % tile_x;
    const float value = a(a_rows[m], a_depths[half_of_two * tile_depth + k]);
    tile_a[k * a_pitch + m] = k < valid ? value : 0.0;
  }
  for (uint e = gl_LocalInvocationID.x; e < tile_y * tile_depth; e += threads) {
    const uint k = B_DEPTH_FIRST == 1 ? e % tile_depth : e / tile_y;
    const uint n = B_DEPTH_FIRST == 1 ? e / tile_depth : e % tile_y;
    const float value = b(b_depths[half_of_two * tile_depth + k], b_columns[n]);
    tile_b[k * b_pitch + n] = k < valid ? value : 0.0;
  }
}

void store(GemmShape s, uint splits, uint split, uint row, uint column, float sum) {
  if (row >= s.rows || column >= s.columns) return;
  const uint at = result_index(row, column);
  if (splits > 1) {
    SCRATCH[split * result_count(s) + at] = sum;
  } else {
    finish(at, sum);
  }
}

void gemm_tile(GemmShape s, uint z, uint row0, uint column0) {
  const uint splits = splits_of(s), split = z % splits;
  group = z / splits;
  const uint begin = min(split * split_depth(s), s.depth);
  const uint end = min(begin + split_depth(s), s.depth);
  const uint t = gl_LocalInvocationID.x;
  const uint tx = t % columns_of_threads, ty = t / columns_of_threads;

  for (uint i = t; i < tile_x; i += threads) a_rows[i] = a_row(min(row0 + i, s.rows - 1));
  for (uint i = t; i < tile_y; i += threads) {
    b_columns[i] = b_column(min(column0 + i, s.columns - 1));
  }
  find_depths(begin, max(end, 1), 0);
  barrier();
  float sums[thread_rows * thread_columns];
  [[unroll]] for (uint i = 0; i < thread_rows * thread_columns; ++i) sums[i] = 0;

  uint half_of_two = 0;
  for (uint k0 = begin; k0 < end; k0 += tile_depth) {
    load_tiles(end - k0, half_of_two);
    half_of_two = 1 - half_of_two;
    find_depths(k0 + tile_depth, end, half_of_two);
    barrier();
    for (uint k = 0; k < tile_depth; ++k) {
      float as[thread_rows], bs[thread_columns];
      [[unroll]] for (uint i = 0; i < thread_rows; ++i) {
        as[i] = tile_a[k * a_pitch + ty + i * rows_of_threads];
      }
      [[unroll]] for (uint j = 0; j < thread_columns; ++j) {
        bs[j] = tile_b[k * b_pitch + tx + j * columns_of_threads];
      }
      [[unroll]] for (uint i = 0; i < thread_rows; ++i) {
        [[unroll]] for (uint j = 0; j < thread_columns; ++j) {
          sums[i * thread_columns + j] = fma(as[i], bs[j], sums[i * thread_columns + j]);
        }
      }
    }
    barrier();
  }

  // By way of shared memory, so that the code of a store stands once a row, not once a result.
  [[unroll]] for (uint i = 0; i < thread_rows; ++i) {
    [[unroll]] for (uint j = 0; j < thread_columns; ++j) {
      results[ty * tile_y + tx + j * columns_of_threads] = sums[i * thread_columns + j];
    }
    barrier();
    for (uint e = t; e < rows_of_threads * tile_y; e += threads) {
      store(s, splits, split, row0 + e / tile_y + i * rows_of_threads, column0 + e % tile_y,
            results[e]);
    }
    barrier();
  }
}

void main() {
  p = block.params;
  const GemmShape s = shape();
  for (uint z = gl_WorkGroupID.z; z < s.groups * splits_of(s); z += block.groups.z) {
    for (uint row = gl_WorkGroupID.x * tile_x; row < s.rows; row += block.groups.x * tile_x) {
      for (uint column = gl_WorkGroupID.y * tile_y; column < s.columns;
           column += block.groups.y * tile_y) {
        gemm_tile(s, z, row, column);
      }
    }
  }
}
