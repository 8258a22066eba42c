// One invocation a result: the plain variants of the kernels of gemm.glsl, for a device or driver
// on which none of their tiles is right. No shared memory, no subgroups, one loop. The includer
// gives GemmShape shape(), A_INPUT, B_INPUT, float sum_of(uint i) and finish() as gemm.glsl has it.
layout(local_size_x = 128) in;

void main() {
  p = block.params;
  a_data = Floats(block.inputs[A_INPUT]);
  b_data = Floats(block.inputs[B_INPUT]);
  const GemmShape s = shape();
  const uint stride = block.groups.x * gl_WorkGroupSize.x, count = result_count(s);
  for (uint i = gl_GlobalInvocationID.x; i < count; i += stride) {
    finish(i, i % (s.columns * s.groups), sum_of(i));
  }
}
