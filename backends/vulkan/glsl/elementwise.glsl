// One invocation per element, in a loop with strides. The includer has included kernel.glsl and
// defines uint element_count() and void element(uint i).
layout(local_size_x = 128) in;

void main() {
  const uint stride = block.groups.x * gl_WorkGroupSize.x, count = element_count();
  for (uint i = gl_GlobalInvocationID.x; i < count; i += stride) element(i);
}
