// The start of every shader: its step's block (StepBlock of fovea/vulkan/shader.h), at the address
// that is the only push constant, and typed views of the tensors. The includer defines PARAMS,
// unless its kernel has none. Bytes are read as words, so no device needs 8-bit storage. Workgroups
// go over the work size in strides of block.groups, not by gl_NumWorkGroups, because the host may cut
// a dispatch into parts.
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

// The slots that hold halves, as in Shader::halves; read() and write() look at it.
#ifdef HALF
#extension GL_EXT_shader_16bit_storage : require
layout(constant_id = 31) const uint halves = 0;
layout(buffer_reference, std430, buffer_reference_align = 2) buffer Halves { float16_t v[]; };
layout(buffer_reference, std430, buffer_reference_align = 2) buffer HalfBits { uint16_t v[]; };
#else
const uint halves = 0;
#endif

#define IN(i) Floats(block.inputs[i]).v
#define OUT(i) Floats(block.outputs[i]).v
#define IN_INT(i) Ints(block.inputs[i]).v
#define OUT_INT(i) Ints(block.outputs[i]).v
#define IN_WORD(i) Words(block.inputs[i]).v
#define OUT_WORD(i) Words(block.outputs[i]).v
#define SCRATCH Floats(block.scratch).v

// The bits of the half nearest to x; if two are equally near, the even one. Drivers may round in
// other ways.
uint half_bits(float x) {
  const uint bits = floatBitsToUint(x), sign = (bits >> 16) & 0x8000u, size = bits & 0x7fffffffu;
  if (size > 0x7f800000u) return sign | 0x7e00u;
  if (size >= 0x477ff000u) return sign | 0x7c00u;  // infinity
  // Below 2^-14 halves are multiples of 2^-24, which is the value of the last bit of floats
  // from 0.5 on.
  if (size < 0x38800000u) {
    return sign | (floatBitsToUint(uintBitsToFloat(size) + 0.5) - 0x3f000000u);
  }
  return sign | ((size - 0x38000000u + 0x0fffu + ((size >> 13) & 1u)) >> 13);
}

bool is_half(uint input_slot) { return (halves >> input_slot & 1u) != 0; }
// Element i of floats, or of halves.
float element_of(Floats data, bool are_halves, uint i) {
#ifdef HALF
  if (are_halves) return float(Halves(uvec2(data)).v[i]);
#endif
  return data.v[i];
}
float read(uint slot, uint i) { return element_of(Floats(block.inputs[slot]), is_half(slot), i); }
void write(uint slot, uint i, float x) {
#ifdef HALF
  if (is_half(16 + slot)) {
    HalfBits(block.outputs[slot]).v[i] = uint16_t(half_bits(x));
    return;
  }
#endif
  Floats(block.outputs[slot]).v[i] = x;
}

uint byte_of(uint word, uint i) { return (word >> (8 * (i & 3))) & 255; }

// Tested by bits: without float controls a driver may assume that there is no NaN or infinity.
bool is_nan(float x) { return (floatBitsToUint(x) & 0x7fffffffu) > 0x7f800000u; }
bool is_finite(float x) { return (floatBitsToUint(x) & 0x7f800000u) != 0x7f800000u; }
float nan() { return uintBitsToFloat(0x7fc00000u); }
float infinity() { return uintBitsToFloat(0x7f800000u); }
// x limited to a range. A NaN stays a NaN, which needs care: plain comparisons may be compiled to
// min and max.
float between(float low, float high, float x) {
  return is_nan(x) ? x : x < low ? low : x > high ? high : x;
}
