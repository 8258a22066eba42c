// The tile of gemm.glsl without shared memory: a workgroup is one subgroup of `lanes` invocations.
// A lane loads the elements of a for its rows (lane, lane + lanes, ...) and those of b for its
// columns; it holds the results of all rows in its columns, and gets the other lanes' elements of
// a by broadcast. It is for devices on which a load is slow and a broadcast costs nothing, such
// as software.
const uint lanes = columns_of_threads, row_vectors = by_lanes ? tile_x / lanes : 1;

void lanes_tile(GemmShape s, uint z, uint row0, uint column0) {
  const uint splits = splits_of(s), split = z % splits, lane = gl_SubgroupInvocationID;
  group = z / splits;
  const uint begin = min(split * split_depth(s), s.depth);
  const uint end = min(begin + split_depth(s), s.depth);
  const uint length = span_length();
  ARow rows[row_vectors];
  BColumn columns[thread_columns];
  [[unroll]] for (uint j = 0; j < row_vectors; ++j) {
    rows[j] = a_row(min(row0 + j * lanes + lane, s.tile_rows - 1));
  }
  [[unroll]] for (uint j = 0; j < thread_columns; ++j) {
    columns[j] = b_column(min(column0 + j * lanes + lane, s.columns - 1));
  }
  float sums[tile_x * thread_columns];
  [[unroll]] for (uint i = 0; i < tile_x * thread_columns; ++i) sums[i] = 0;

  for (uint k = begin; k < end;) {
    const uint first = k % length, last = min(length, first + end - k);
    const Span span = span_of(k / length);
    k += last - first;
    Walk as[row_vectors], bs[thread_columns];
    bool is_there = false;
    [[unroll]] for (uint j = 0; j < row_vectors; ++j) {
      as[j] = a_walk(rows[j], span);
      is_there = is_there || as[j].count > 0;
    }
    // All rows are 0 here: padding, or taps between the strides of an input gradient.
    if (subgroupBallot(is_there) == uvec4(0)) continue;
    [[unroll]] for (uint j = 0; j < thread_columns; ++j) bs[j] = b_walk(columns[j], span);
    for (uint i = first; i < last; ++i) {
      float a[row_vectors], b[thread_columns];
      [[unroll]] for (uint j = 0; j < row_vectors; ++j) {
        a[j] = element(a_data, is_half(A_INPUT), as[j], i, a_stride());
      }
      [[unroll]] for (uint j = 0; j < thread_columns; ++j) {
        b[j] = element(b_data, is_half(B_INPUT), bs[j], i, b_stride());
      }
      [[unroll]] for (uint r = 0; r < tile_x; ++r) {
        const float broadcast = subgroupBroadcast(a[r / lanes], r % lanes);
        [[unroll]] for (uint j = 0; j < thread_columns; ++j) {
          sums[r * thread_columns + j] = fma(broadcast, b[j], sums[r * thread_columns + j]);
        }
      }
    }
  }

  // Results go through shared memory, so that the code of a store exists once. Each invocation
  // reads what it wrote itself, so there is no barrier: with one the software driver would keep the
  // sums in memory.
  [[unroll]] for (uint i = 0; i < tile_x * thread_columns; ++i) {
    results[i * lanes + lane] = sums[i];
  }
  for (uint i = 0; i < tile_x * thread_columns; ++i) {
    const uint row = row0 + i / thread_columns;
    store(s, splits, split, row < s.tile_rows ? result_row(row) : no_result,
          column0 + i % thread_columns * lanes + lane, results[i * lanes + lane]);
  }
}
