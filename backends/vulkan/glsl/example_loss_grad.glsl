// dx[n, i] = dl(x[n, i], t[n, i]) * dloss[n] / elements; the includer defines
// float dl(float x, float t) after kernel.glsl.
layout(local_size_x = 64) in;

void main() {
  const uint elements = block.params.elements;
  for (uint n = gl_WorkGroupID.x; n < block.params.rows; n += block.groups.x) {
    const float share = IN(2)[n] / float(elements);
    for (uint i = gl_LocalInvocationID.x; i < elements; i += 64) {
      const uint at = n * elements + i;
      OUT(0)[at] = dl(IN(0)[at], IN(1)[at]) * share;
    }
  }
}
