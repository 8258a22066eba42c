#version 460
#extension GL_GOOGLE_include_directive : require
// One invocation computes one element of y; if an element needs many numbers, a workgroup does.
// dispatch: work_size(ReduceParams)
// tile: 64 1 1
// proof: 0, 4, 0, 3, 5, 4, 7, 0, 0, 0, 0, 0.1 | f32 3 5 4 7 | f32 3 4
// proof: 0, 3, 1, 3, 5, 4, 0, 0, 0, 0, 0, 1.0 | f32 3 5 4 | f32 5
// proof: 1, 3, 0, 3, 5, 4, 0, 0, 0, 0, 0, 1.0 | f32 3 5 4 | f32 3 4
// proof: 0, 2, 0, 3, 301, 0, 0, 0, 0, 0, 0, 0.1 | f32 3 301 | f32 3
// proof: 1, 1, 1, 301, 0, 0, 0, 0, 0, 0, 0, 1.0 | f32 301 | f32 1
#include "fovea/kernels/reduce.h"
#define PARAMS ReduceParams
#include "backends/vulkan/glsl/kernel.glsl"
#define GROUP_SIZE 64
layout(local_size_x = GROUP_SIZE) in;

bool kept(uint axis) { return axis % 2 == block.params.first_reduced; }

// The start of element i of the kept or of the reduced axes.
uint offset_of(uint i, bool of_kept) {
  uint offset = 0, stride = 1;
  for (uint axis = block.params.rank; axis-- > 0;) {
    const uint size = block.params.size[axis];
    if (kept(axis) == of_kept) {
      offset += i % size * stride;
      i /= size;
    }
    stride *= size;
  }
  return offset;
}

uint count_of(bool of_kept) {
  uint count = 1;
  for (uint axis = 0; axis < block.params.rank; ++axis) {
    if (kept(axis) == of_kept) count *= block.params.size[axis];
  }
  return count;
}

float joined(float total, float x) {
  if (block.params.function != reduce_function_max) return total + x;
  return is_nan(x) || (!is_nan(total) && x > total) ? x : total;
}

shared float parts[GROUP_SIZE];

// Every step-th element from `r` on of those that go into element i of y.
float total_of(uint i, uint r, uint step) {
  const uint first = offset_of(i, true), count = count_of(false);
  float total = block.params.function == reduce_function_max ? -infinity() : 0.0;
  for (; r < count; r += step) total = joined(total, IN(0)[first + offset_of(r, false)]);
  return total;
}

void together(uint i) {
  const uint lane = gl_LocalInvocationID.x;
  barrier();  // the last result has been read
  parts[lane] = total_of(i, lane, GROUP_SIZE);
  barrier();
  for (uint half_size = GROUP_SIZE / 2; half_size > 0; half_size /= 2) {
    if (lane < half_size) parts[lane] = joined(parts[lane], parts[lane + half_size]);
    barrier();
  }
  if (lane == 0) OUT(0)[i] = block.params.scale * parts[0];
}

void main() {
  const uint count = count_of(true);
  for (uint first = gl_WorkGroupID.x * GROUP_SIZE; first < count;
       first += block.groups.x * GROUP_SIZE) {
    if (count_of(false) < GROUP_SIZE) {
      const uint i = first + gl_LocalInvocationID.x;
      if (i < count) OUT(0)[i] = block.params.scale * total_of(i, 0, 1);
    } else {
      for (uint i = first; i < min(count, first + GROUP_SIZE); ++i) together(i);
    }
  }
}
