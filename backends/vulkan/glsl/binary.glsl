// What binary and its gradient share. The block's params are BinaryParams.
uint element_count() {
  uint count = 1;
  for (uint axis = 0; axis < block.params.rank; ++axis) count *= block.params.size[axis];
  return count;
}

// The elements of a (x) and b (y) for element i.
uvec2 meets(uint i) {
  uvec2 at = uvec2(0);
  for (uint axis = block.params.rank; axis-- > 0;) {
    const uint size = block.params.size[axis], index = i % size;
    at += index * uvec2(block.params.a_stride[axis], block.params.b_stride[axis]);
    i /= size;
  }
  return at;
}

float power(float a, float b) {
  if (b == 0.0 || a == 1.0) return 1.0;
  if (b == 2.0) return a * a;
  if (abs(a) == 1.0 && !is_nan(b) && !is_finite(b)) return 1.0;
  const float y = exact_exp(b * exact_log(abs(a)));
  if (!(a < 0.0)) return y;
  if (floor(b) != b) return nan();
  return floor(b * 0.5) != b * 0.5 ? -y : y;
}
