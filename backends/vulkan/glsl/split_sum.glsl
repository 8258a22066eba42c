// Runs after a GEMM that was split: adds the partial sums of each result in order. The includer
// defines GemmShape shape() and void finish(uint i, uint column, float sum).
layout(local_size_x = 128) in;

void main() {
  p = block.params;
  const GemmShape s = shape();
  const uint stride = block.groups.x * gl_WorkGroupSize.x, count = result_count(s);
  const uint splits = splits_of(s);
  for (uint i = gl_GlobalInvocationID.x; i < count; i += stride) {
    float sum = 0;
    for (uint split = 0; split < splits; ++split) sum += SCRATCH[split * count + i];
    finish(i, i % (s.columns * s.groups), sum);
  }
}
