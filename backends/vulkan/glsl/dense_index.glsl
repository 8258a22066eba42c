// The matrices of dense for gemm.glsl: the depth is one span; a row or a column is given by
// its start.
#define PARAMS DenseParams
#include "backends/vulkan/glsl/kernel.glsl"
#include "backends/vulkan/glsl/walk.glsl"
DenseParams p;
uint group;
Floats a_data, b_data;

#define ARow uint
#define BColumn uint
#define Span uint
uint span_of(uint number) { return number; }
Walk a_walk(uint row, uint span) { return walk_from(row); }
Walk b_walk(uint column, uint span) { return walk_from(column); }
