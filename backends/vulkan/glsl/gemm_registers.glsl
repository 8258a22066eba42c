// The sums of gemm_tile.glsl in registers: an invocation keeps thread_rows x thread_columns
// results, spread over the tile so that neighbours read and write neighbouring columns.
const uint columns_of_threads = tile_y / thread_columns;
const uint rows_of_threads = tile_x / thread_rows;
const uint threads = rows_of_threads * columns_of_threads;
const uint part_rows = by_lanes ? tile_x : rows_of_threads;  // rows stored at once

#define Staged float
Staged staged(float x, bool is_half) { return x; }
const uint a_pitch = tile_x + 1, b_pitch = tile_y + 1;  // odd: no bank is used twice at once
shared Staged tile_a[by_lanes ? 1 : tile_k * a_pitch];
shared Staged tile_b[by_lanes ? 1 : tile_k * b_pitch];
shared float results[part_rows * tile_y];

float sums[thread_rows * thread_columns];

void clear_sums() {
  [[unroll]] for (uint i = 0; i < thread_rows * thread_columns; ++i) sums[i] = 0;
}

void add_products() {
  const uint tx = gl_LocalInvocationID.x % columns_of_threads;
  const uint ty = gl_LocalInvocationID.x / columns_of_threads;
  for (uint q = 0; q < tile_k; ++q) {
    float a[thread_rows], b[thread_columns];
    [[unroll]] for (uint j = 0; j < thread_rows; ++j) {
      a[j] = tile_a[q * a_pitch + ty + j * rows_of_threads];
    }
    [[unroll]] for (uint j = 0; j < thread_columns; ++j) {
      b[j] = tile_b[q * b_pitch + tx + j * columns_of_threads];
    }
    [[unroll]] for (uint j = 0; j < thread_rows * thread_columns; ++j) {
      sums[j] = fma(a[j / thread_columns], b[j % thread_columns], sums[j]);
    }
  }
}

// Writes part i of the sums to `results`.
void put_results(uint i) {
  const uint tx = gl_LocalInvocationID.x % columns_of_threads;
  const uint ty = gl_LocalInvocationID.x / columns_of_threads;
  [[unroll]] for (uint j = 0; j < thread_columns; ++j) {
    results[ty * tile_y + tx + j * columns_of_threads] = sums[i * thread_columns + j];
  }
}
