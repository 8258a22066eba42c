// dx from dy and v (y or x: the one that the layer keeps); the includer defines float
// grad(float dy, float v) after kernel.glsl.
uint element_count() { return block.params.count; }
void element(uint i) { write(0, i, grad(read(0, i), read(1, i))); }
#include "backends/vulkan/glsl/elementwise.glsl"
