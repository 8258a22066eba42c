// One invocation per result: the plain variants of the kernels of gemm.glsl, for a device or driver
// on which all their tiles give wrong results. No shared memory, no subgroups, one loop. The
// includer gives GemmShape shape(), float sum_of(uint i), which reads the operands as
// read(A_INPUT, ...) and read(B_INPUT, ...), and finish() as in gemm.glsl.
layout(local_size_x = 128) in;

void main() {
  p = block.params;
  const GemmShape s = shape();
  const uint stride = block.groups.x * gl_WorkGroupSize.x, count = result_count(s);
  for (uint i = gl_GlobalInvocationID.x; i < count; i += stride) {
    finish(i, i % (s.columns * s.groups), sum_of(i));
  }
}
