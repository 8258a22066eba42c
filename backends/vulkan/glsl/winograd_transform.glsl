// TRANSFORM(x): T x T^T for the matrix T = MATRIX (ROWS, COLUMNS) and x (COLUMNS, COLUMNS), by
// rows, in place. Nothing is multiplied by 0.
void TRANSFORM(inout float x[36]) {
  float down[ROWS * COLUMNS];
  [[unroll]] for (uint r = 0; r < ROWS; ++r) {
    [[unroll]] for (uint w = 0; w < COLUMNS; ++w) {
      float sum = 0;
      [[unroll]] for (uint c = 0; c < COLUMNS; ++c) {
        if (MATRIX[r * COLUMNS + c] != 0) sum += MATRIX[r * COLUMNS + c] * x[c * COLUMNS + w];
      }
      down[r * COLUMNS + w] = sum;
    }
  }
  [[unroll]] for (uint r = 0; r < ROWS; ++r) {
    [[unroll]] for (uint q = 0; q < ROWS; ++q) {
      float sum = 0;
      [[unroll]] for (uint c = 0; c < COLUMNS; ++c) {
        if (MATRIX[q * COLUMNS + c] != 0) sum += MATRIX[q * COLUMNS + c] * down[r * COLUMNS + c];
      }
      x[r * ROWS + q] = sum;
    }
  }
}
#undef TRANSFORM
#undef MATRIX
#undef ROWS
#undef COLUMNS
