// Opens every params header of this folder, which C++ and GLSL both read. A kernel's params
// are one plain struct of 32-bit fields (uint, int, float and arrays of them). In C++ the header
// also gives the size of the kernel's work.
#ifndef FOVEA_KERNELS_PARAMS_H
#define FOVEA_KERNELS_PARAMS_H
#ifdef __cplusplus
#include <cstdint>
#include <limits>
#define FOVEA_PARAMS_BEGIN namespace fovea {
#define FOVEA_PARAMS_END }
#define FOVEA_FUNCTION inline
namespace fovea {
using uint = std::uint32_t;
/// The independent results of a kernel along up to three axes, from its params.
struct WorkSize {
  uint x = 1, y = 1, z = 1;
};
}  // namespace fovea
#else
#define FOVEA_FUNCTION
#define FOVEA_PARAMS_BEGIN
#define FOVEA_PARAMS_END
#endif
#endif
