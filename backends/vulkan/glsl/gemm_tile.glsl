// The tile of gemm.glsl with shared memory: in steps of tile_k along the depth, the workgroup loads
// its rows of a and columns of b and adds their products to sums, which gemm_registers.glsl or
// gemm_matrices.glsl keeps.
// An invocation loads the same rows, columns and places along k in every step, so their walks stay
// in registers. Neighbours load neighbours in memory: A_DEPTH_FIRST, B_DEPTH_FIRST is 1 if these
// are neighbours along k. No step crosses the end of a span.
shared uint result_rows[by_lanes ? 1 : tile_x];

// Along k and across it: the distance between two elements that one invocation loads.
const uint a_step_k = A_DEPTH_FIRST == 1 ? tile_k : (threads + tile_x - 1) / tile_x;
const uint a_step_m = A_DEPTH_FIRST == 1 ? threads / tile_k : threads;
const uint b_step_k = B_DEPTH_FIRST == 1 ? tile_k : (threads + tile_y - 1) / tile_y;
const uint b_step_n = B_DEPTH_FIRST == 1 ? threads / tile_k : threads;
const uint a_loads = (tile_x + a_step_m - 1) / a_step_m,
           b_loads = (tile_y + b_step_n - 1) / b_step_n;

void shared_tile(GemmShape s, uint z, uint row0, uint column0) {
  const uint splits = splits_of(s), split = z % splits, t = gl_LocalInvocationID.x;
  group = z / splits;
  const uint begin = min(split * split_depth(s), s.depth);
  const uint end = min(begin + split_depth(s), s.depth);
  const uint length = span_length();
  const uint a_k = A_DEPTH_FIRST == 1 ? t % tile_k : t / tile_x;
  const uint a_m = A_DEPTH_FIRST == 1 ? t / tile_k : t % tile_x;
  const uint b_k = B_DEPTH_FIRST == 1 ? t % tile_k : t / tile_y;
  const uint b_n = B_DEPTH_FIRST == 1 ? t / tile_k : t % tile_y;
  ARow rows[a_loads];
  BColumn columns[b_loads];
  [[unroll]] for (uint j = 0; j < a_loads; ++j) {
    rows[j] = a_row(min(row0 + a_m + j * a_step_m, s.tile_rows - 1));
  }
  [[unroll]] for (uint j = 0; j < b_loads; ++j) {
    columns[j] = b_column(min(column0 + b_n + j * b_step_n, s.columns - 1));
  }
  clear_sums();

  for (uint k = begin; k < end;) {
    const uint first = k % length, last = min(length, first + end - k);
    const Span span = span_of(k / length);
    Walk as[a_loads], bs[b_loads];
    [[unroll]] for (uint j = 0; j < a_loads; ++j) as[j] = a_walk(rows[j], span);
    [[unroll]] for (uint j = 0; j < b_loads; ++j) bs[j] = b_walk(columns[j], span);
    // If a step reaches beyond the part, its rest is 0.
    [[unroll]] for (uint j = 0; j < a_loads; ++j) as[j] = cut(as[j], last);
    [[unroll]] for (uint j = 0; j < b_loads; ++j) bs[j] = cut(bs[j], last);
    for (uint i = first; i < last; i += tile_k) {
      [[unroll]] for (uint j = 0; j < a_loads; ++j) {
        [[unroll]] for (uint q = 0; q < tile_k; q += a_step_k) {
          tile_a[(a_k + q) * a_pitch + a_m + j * a_step_m] =
              staged(element(a_data, is_half(A_INPUT), as[j], i + a_k + q, a_stride()),
                     is_half(A_INPUT));
        }
      }
      [[unroll]] for (uint j = 0; j < b_loads; ++j) {
        [[unroll]] for (uint q = 0; q < tile_k; q += b_step_k) {
          tile_b[(b_k + q) * b_pitch + b_n + j * b_step_n] =
              staged(element(b_data, is_half(B_INPUT), bs[j], i + b_k + q, b_stride()),
                     is_half(B_INPUT));
        }
      }
      barrier();
      add_products();
      barrier();
    }
    k += last - first;
  }

  for (uint i = t; i < tile_x; i += threads) {
    result_rows[i] = row0 + i < s.tile_rows ? result_row(row0 + i) : no_result;
  }
  // Results go through shared memory, so the code of a store exists once per row, not once
  // per result.
  [[unroll]] for (uint i = 0; i < thread_rows; ++i) {
    put_results(i);
    barrier();
    for (uint e = t; e < part_rows * tile_y; e += threads) {
      store(s, splits, split, result_rows[e / tile_y + i * part_rows], column0 + e % tile_y,
            results[e]);
    }
    barrier();
  }
}
