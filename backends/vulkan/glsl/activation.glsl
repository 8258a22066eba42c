// y = f(x), element by element; the includer defines float f(float x) after kernel.glsl.
uint element_count() { return block.params.count; }
void element(uint i) { write(0, i, f(read(0, i))); }
#include "backends/vulkan/glsl/elementwise.glsl"
