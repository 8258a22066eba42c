// The sums of gemm_tile.glsl in cooperative matrices: a subgroup keeps thread_rows x thread_columns
// of them. They multiply halves (floats are rounded to halves) and add in float; the device chooses
// the order within matrix_k. MATRICES is 1 for GL_KHR_cooperative_matrix, 2 for
// GL_NV_cooperative_matrix.
#extension GL_KHR_memory_scope_semantics : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
layout(constant_id = 7) const uint matrix_m = 16;
layout(constant_id = 8) const uint matrix_n = 16;
layout(constant_id = 9) const uint matrix_k = 16;

#if MATRICES == 1
#extension GL_KHR_cooperative_matrix : require
#define MatrixA coopmat<float16_t, gl_ScopeSubgroup, matrix_m, matrix_k, gl_MatrixUseA>
#define MatrixB coopmat<float16_t, gl_ScopeSubgroup, matrix_k, matrix_n, gl_MatrixUseB>
#define MatrixSum coopmat<float, gl_ScopeSubgroup, matrix_m, matrix_n, gl_MatrixUseAccumulator>
#define LOAD_COLUMNS(matrix, from, at, pitch) \
  coopMatLoad(matrix, from, at, pitch, gl_CooperativeMatrixLayoutColumnMajor)
#define LOAD_ROWS(matrix, from, at, pitch) \
  coopMatLoad(matrix, from, at, pitch, gl_CooperativeMatrixLayoutRowMajor)
#define STORE_ROWS(matrix, to, at, pitch) \
  coopMatStore(matrix, to, at, pitch, gl_CooperativeMatrixLayoutRowMajor)
#define MULTIPLY_ADD coopMatMulAdd
#else
#extension GL_NV_cooperative_matrix : require
#define MatrixA fcoopmatNV<16, gl_ScopeSubgroup, matrix_m, matrix_k>
#define MatrixB fcoopmatNV<16, gl_ScopeSubgroup, matrix_k, matrix_n>
#define MatrixSum fcoopmatNV<32, gl_ScopeSubgroup, matrix_m, matrix_n>
#define LOAD_COLUMNS(matrix, from, at, pitch) coopMatLoadNV(matrix, from, at, pitch, true)
#define LOAD_ROWS(matrix, from, at, pitch) coopMatLoadNV(matrix, from, at, pitch, false)
#define STORE_ROWS(matrix, to, at, pitch) coopMatStoreNV(matrix, to, at, pitch, false)
#define MULTIPLY_ADD coopMatMulAddNV
#endif

const uint threads = gl_WorkGroupSize.x;
const uint columns_of_subgroups = tile_y / (thread_columns * matrix_n);
const uint rows_of_subgroups = tile_x / (thread_rows * matrix_m);
const uint part_rows = rows_of_subgroups * matrix_m;  // rows of results that are stored at once

#define Staged float16_t
Staged staged(float x, bool is_half) {
  return is_half ? float16_t(x) : unpackFloat2x16(half_bits(x)).x;
}
const uint a_pitch = tile_x + 8, b_pitch = tile_y + 8;  // multiples of 16 bytes
shared Staged tile_a[tile_k * a_pitch];
shared Staged tile_b[tile_k * b_pitch];
shared float results[part_rows * tile_y];

MatrixSum sums[thread_rows * thread_columns];

void clear_sums() {
  [[unroll]] for (uint i = 0; i < thread_rows * thread_columns; ++i) sums[i] = MatrixSum(0.0);
}

void add_products() {
  const uint x = gl_SubgroupID % columns_of_subgroups, y = gl_SubgroupID / columns_of_subgroups;
  [[unroll]] for (uint q = 0; q < tile_k; q += matrix_k) {
    MatrixA a[thread_rows];
    [[unroll]] for (uint i = 0; i < thread_rows; ++i) {
      LOAD_COLUMNS(a[i], tile_a, q * a_pitch + (y + i * rows_of_subgroups) * matrix_m, a_pitch);
    }
    [[unroll]] for (uint j = 0; j < thread_columns; ++j) {
      MatrixB b;
      LOAD_ROWS(b, tile_b, q * b_pitch + (x + j * columns_of_subgroups) * matrix_n, b_pitch);
      [[unroll]] for (uint i = 0; i < thread_rows; ++i) {
        sums[i * thread_columns + j] = MULTIPLY_ADD(a[i], b, sums[i * thread_columns + j]);
      }
    }
  }
}

// Writes part i of the sums to `results`.
void put_results(uint i) {
  const uint x = gl_SubgroupID % columns_of_subgroups, y = gl_SubgroupID / columns_of_subgroups;
  [[unroll]] for (uint j = 0; j < thread_columns; ++j) {
    STORE_ROWS(sums[i * thread_columns + j], results,
               y * matrix_m * tile_y + (x + j * columns_of_subgroups) * matrix_n, tile_y);
  }
}
