// What every shader begins with: its step's block (StepBlock of backends/vulkan/shader.h) behind the
// address that is the only push constant, and typed views of the tensors. The includer defines
// PARAMS, unless its kernel has none. Bytes are read as words, so that no device needs 8-bit storage.
// Workgroups stride over the extent by block.groups, not by gl_NumWorkGroups, because the host may
// cut a dispatch into parts.
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_buffer_reference2 : require
#extension GL_EXT_buffer_reference_uvec2 : require

layout(buffer_reference, std430, buffer_reference_align = 4) buffer Floats { float v[]; };
layout(buffer_reference, std430, buffer_reference_align = 4) buffer Ints { int v[]; };
layout(buffer_reference, std430, buffer_reference_align = 4) buffer Words { uint v[]; };

layout(buffer_reference, std430, buffer_reference_align = 16) readonly buffer Block {
  uvec2 inputs[16];
  uvec2 outputs[8];
  uvec2 scratch;
  uvec2 unused;
  uvec4 groups;
#ifdef PARAMS
  PARAMS params;
#endif
};
layout(push_constant) uniform Push { Block block; };

layout(constant_id = 0) const uint tile_x = 1;
layout(constant_id = 1) const uint tile_y = 1;
layout(constant_id = 2) const uint tile_z = 1;

#define IN(i) Floats(block.inputs[i]).v
#define OUT(i) Floats(block.outputs[i]).v
#define IN_INT(i) Ints(block.inputs[i]).v
#define OUT_INT(i) Ints(block.outputs[i]).v
#define IN_WORD(i) Words(block.inputs[i]).v
#define OUT_WORD(i) Words(block.outputs[i]).v
#define SCRATCH Floats(block.scratch).v

uint byte_of(uint word, uint i) { return (word >> (8 * (i & 3))) & 255; }

// Tested by bits: without float controls a driver may assume that there is no NaN or infinity.
bool is_nan(float x) { return (floatBitsToUint(x) & 0x7fffffffu) > 0x7f800000u; }
bool is_finite(float x) { return (floatBitsToUint(x) & 0x7f800000u) != 0x7f800000u; }
float nan() { return uintBitsToFloat(0x7fc00000u); }
float infinity() { return uintBitsToFloat(0x7f800000u); }
