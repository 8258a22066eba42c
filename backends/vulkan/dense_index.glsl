// The matrices of dense behind gemm.glsl: a row and a column are offsets to be added.
#define PARAMS DenseParams
#include "backends/vulkan/kernel.glsl"
DenseParams p;
uint group;

#define ARow uint
#define ADepth uint
#define BDepth uint
#define BColumn uint
